import type { SecretFormat } from "../format.ts";

/** Payments and shops. Keys for test accounts are left out: they move no money. */
export const PAYMENT_FORMATS: readonly SecretFormat[] = [
  { name: "Stripe secret key", marks: ["sk_live_", "sk_prod_"], rest: /[A-Za-z0-9]{20,250}/y },
  { name: "Stripe restricted key", marks: ["rk_live_", "rk_prod_"], rest: /[A-Za-z0-9]{20,250}/y },
  { name: "webhook signing secret", marks: ["whsec_"], rest: /[A-Za-z0-9+/]{32,100}/y },
  { name: "Square access token", marks: ["sq0atp-"], rest: /[\w-]{22}/y },
  { name: "Square production token", marks: ["EAAA"], rest: /[\w-]{60}(?![\w+/=-])/y },
  { name: "Square application secret", marks: ["sq0csp-"], rest: /[\w-]{43}/y },
  { name: "Shopify access token", marks: ["shpat_", "shpca_", "shppa_"], rest: /[a-fA-F0-9]{32}/y },
  { name: "Shopify shared secret", marks: ["shpss_"], rest: /[a-fA-F0-9]{32}/y },
  {
    name: "Braintree access token",
    marks: ["access_token$production$"],
    rest: /[a-z0-9]{16}\$([a-f0-9]{32})/y,
  },
  {
    name: "Plaid access token",
    marks: ["access-production-", "access-development-"],
    rest: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/y,
  },
  { name: "Flutterwave secret key", marks: ["FLWSECK-"], rest: /[a-z0-9]{32}-/y },
  { name: "Duffel access token", marks: ["duffel_live_"], rest: /[\w=-]{43}/y },
  { name: "EasyPost API key", marks: ["EZAK"], rest: /[A-Za-z0-9]{54}(?![A-Za-z0-9])/y },
  { name: "Shippo token", marks: ["shippo_live_"], rest: /[a-f0-9]{40}/y },
];
