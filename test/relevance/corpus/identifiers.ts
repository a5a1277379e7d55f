import type { Corpus } from "./types.ts";

export const identifiers = {
  language: "en",
  notes: [
    {
      key: "mail-attempts",
      source: "code",
      tags: ["mailer"],
      description:
        "The mailer gives up after MAIL_MAX_ATTEMPTS tries, five by default; it is read once at start from config/mailer.yml.",
    },
    {
      key: "http-attempts",
      source: "code",
      tags: ["http"],
      description:
        "HTTP_RETRY_DELAY_MS is the pause between calls of the HTTP client, 250 in tests and 2000 in production.",
    },
    {
      key: "invoice-parser",
      source: "code",
      tags: ["billing"],
      description:
        "parseInvoiceTotal in src/billing/invoice-parser.ts rounds half cents up; the auditors want banker's rounding.",
    },
    {
      key: "invoice-mailer",
      source: "code",
      tags: ["billing"],
      description:
        "sendInvoiceReminder runs at six in the morning and skips customers with the flag no_reminder.",
    },
    {
      key: "user-profile",
      source: "code",
      tags: ["api"],
      description:
        "getUserProfile returns null for deleted accounts, fetchUserAvatar throws instead; do not mix them up.",
    },
    {
      key: "session-table",
      source: "code",
      tags: ["database"],
      description:
        "Table user_sessions has an index on last_seen_at; deleting old rows takes a lock of about four seconds.",
    },
    {
      key: "orders-table",
      source: "code",
      tags: ["database"],
      description: "In table customer_orders the column shipped_at is in local time, everything else in UTC.",
    },
    {
      key: "release-214",
      source: "work",
      tags: ["release"],
      description:
        "Release v2.14.3 fixed the memory leak in the exporter; v2.14.2 must not be installed anywhere.",
    },
    {
      key: "release-30",
      source: "work",
      tags: ["release"],
      description: "Version 3.0.0-beta.4 drops the old login page and needs Node 22.",
    },
    {
      key: "err-4031",
      source: "work",
      tags: ["error"],
      description:
        "Error ERR_CONN_4031 means the firewall blocked the outgoing call; ask networking for an exception.",
    },
    {
      key: "err-5120",
      source: "work",
      tags: ["error"],
      description:
        "Error ORA-5120 appears when the nightly job of accounting collides with the backup; just start it again.",
    },
    {
      key: "printer",
      source: "home",
      tags: ["network"],
      description:
        "The printer has the fixed address 192.168.1.40 and its web page only answers on port 8631.",
    },
    {
      key: "nas",
      source: "home",
      tags: ["network"],
      description: "The NAS is reachable as nas-cellar.home.arpa, address 192.168.1.12, SSH on port 2222.",
    },
    {
      key: "camera",
      source: "home",
      tags: ["network"],
      description: "Doorbell camera streams over rtsp on 192.168.1.77; the stream path is /live/ch0.",
    },
    {
      key: "build-host",
      source: "work",
      tags: ["host"],
      description:
        "Builds run on ci-runner-07.internal.example.com; when the disk is full, clear /var/lib/ci/cache.",
    },
    {
      key: "db-host",
      source: "work",
      tags: ["host"],
      description:
        "The replica db-replica-eu2.internal.example.com lags up to ten minutes on Mondays, so no live dashboards there.",
    },
    {
      key: "commit-leak",
      source: "code",
      tags: ["git"],
      description: "Commit 9f3c1ab7 introduced the slow startup; it was reverted by 41d0e8c2 two days later.",
    },
    {
      key: "trace",
      source: "work",
      tags: ["incident"],
      description: "The trace of the payment outage is 7b21f0d94ce84a10; the postmortem lists three causes.",
    },
    {
      key: "mail-support",
      source: "work",
      tags: ["contact"],
      description:
        "Hardware requests go to it-desk@northwind.example, holiday requests to people-team@northwind.example.",
    },
    {
      key: "mail-school",
      source: "family",
      tags: ["contact"],
      description: "The school secretary is reachable at office@hillside-primary.example until one o'clock.",
    },
    {
      key: "wiki-url",
      source: "work",
      tags: ["link"],
      description:
        "Onboarding checklist: https://wiki.northwind.example/teams/platform/onboarding-checklist, updated each quarter.",
    },
    {
      key: "status-url",
      source: "work",
      tags: ["link"],
      description:
        "Provider status is at https://status.cloudharbor.example/incidents, the RSS feed there is faster than the mails.",
    },
    {
      key: "env-file",
      source: "code",
      tags: ["config"],
      description:
        "Local settings live in .env.development; FEATURE_DARK_MODE must be on for the screenshots to match.",
    },
    {
      key: "nginx-path",
      source: "work",
      tags: ["config"],
      description:
        "The proxy reads /etc/nginx/conf.d/checkout-api.conf; client_max_body_size there is 25m because of photo uploads.",
    },
    {
      key: "cron-script",
      source: "home",
      tags: ["script"],
      description:
        "scripts/rotate_camera_footage.sh deletes recordings older than fourteen days, cron starts it at 03:15.",
    },
    {
      key: "component",
      source: "code",
      tags: ["frontend"],
      description:
        "The date-range-picker component ignores the week start; use CalendarRangeInput for new screens.",
    },
    {
      key: "ticket",
      source: "work",
      tags: ["ticket"],
      description: "PLAT-1873 tracks the migration of the message queue, blocked until security signs off.",
    },
    {
      key: "ticket-two",
      source: "work",
      tags: ["ticket"],
      description: "PLAT-1837 is the wish for larger avatars, low priority, nobody assigned.",
    },
    {
      key: "model",
      source: "home",
      tags: ["appliance"],
      description: "The dishwasher is model SMV4HVX38E; error E24 means the drain hose is kinked.",
    },
    {
      key: "washer",
      source: "home",
      tags: ["appliance"],
      description: "The washing machine WAU28T40 shows E18 when the pump filter is clogged.",
    },
  ],
  questions: [
    { ask: "MAIL_MAX_ATTEMPTS", find: ["mail-attempts"], kind: "identifier" },
    { ask: "max attempts of the mailer", find: ["mail-attempts"], kind: "identifier" },
    { ask: "retry delay of the HTTP client", find: ["http-attempts"], kind: "identifier" },
    { ask: "what is wrong with parseInvoiceTotal", find: ["invoice-parser"], kind: "identifier" },
    { ask: "how does the invoice parser round totals", find: ["invoice-parser"], kind: "identifier" },
    { ask: "src/billing/invoice-parser.ts", find: ["invoice-parser"], kind: "identifier" },
    { ask: "when is the invoice reminder sent", find: ["invoice-mailer"], kind: "identifier" },
    { ask: "getUserProfile for deleted accounts", find: ["user-profile"], kind: "identifier" },
    { ask: "fetch user avatar", find: ["user-profile"], kind: "identifier" },
    { ask: "index on user_sessions", find: ["session-table"], kind: "identifier" },
    { ask: "is last seen at indexed", find: ["session-table"], kind: "identifier" },
    { ask: "time zone of shipped_at in customer orders", find: ["orders-table"], kind: "identifier" },
    { ask: "what did v2.14.3 fix", find: ["release-214"], kind: "identifier" },
    { ask: "2.14.2 exporter", find: ["release-214"], kind: "identifier" },
    { ask: "does 3.0.0-beta.4 need a newer Node", find: ["release-30"], kind: "identifier" },
    { ask: "ERR_CONN_4031", find: ["err-4031"], kind: "identifier" },
    { ask: "what does error 4031 mean", find: ["err-4031"], kind: "identifier" },
    { ask: "ORA-5120 in the nightly job", find: ["err-5120"], kind: "identifier" },
    { ask: "who has 192.168.1.40", find: ["printer"], kind: "identifier" },
    { ask: "what listens on port 2222", find: ["nas"], kind: "identifier" },
    { ask: "nas-cellar address", find: ["nas"], kind: "identifier" },
    { ask: "device at 192.168.1.77", find: ["camera"], kind: "identifier" },
    { ask: "disk full on ci-runner-07", find: ["build-host"], kind: "identifier" },
    { ask: "/var/lib/ci/cache", find: ["build-host"], kind: "identifier" },
    { ask: "db replica eu2 lag", find: ["db-host"], kind: "identifier" },
    { ask: "commit 41d0e8c2", find: ["commit-leak"], kind: "identifier" },
    { ask: "7b21f0d94ce84a10", find: ["trace"], kind: "identifier" },
    { ask: "it-desk@northwind.example", find: ["mail-support"], kind: "identifier" },
    { ask: "mail of hillside primary office", find: ["mail-school"], kind: "identifier" },
    { ask: "platform onboarding checklist on the wiki", find: ["wiki-url"], kind: "identifier" },
    { ask: "status.cloudharbor.example", find: ["status-url"], kind: "identifier" },
    { ask: "feature flag for dark mode", find: ["env-file"], kind: "identifier" },
    { ask: "client max body size of checkout-api", find: ["nginx-path"], kind: "identifier" },
    { ask: "script to rotate camera footage", find: ["cron-script"], kind: "identifier" },
    { ask: "calendar range input", find: ["component"], kind: "identifier" },
    { ask: "dateRangePicker week start", find: ["component"], kind: "identifier" },
    { ask: "PLAT-1873", find: ["ticket"], kind: "identifier" },
    { ask: "SMV4HVX38E dishwasher", find: ["model"], kind: "identifier" },
    { ask: "E18 on the display", find: ["washer"], kind: "identifier" },
  ],
} satisfies Corpus;
