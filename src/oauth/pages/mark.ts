/** The sign of the server: an eye that is a sunrise. Its colours are seen on light and on dark ground. */
export const MARK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#128a76" stroke-width="2.6" stroke-linecap="round">
<path d="M3 18c3.6-5.4 8-8 13-8s9.400 2.600 13 8"/>
<path d="M9.500 23.500c1.900 1.300 4.100 2 6.500 2s4.600-.7 6.500-2"/>
<circle cx="16" cy="18" r="3.600" fill="#128a76" stroke="none"/>
</svg>
`;
