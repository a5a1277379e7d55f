import type { SecretFormat } from "../format.ts";
import { looksRandom } from "../placeholders.ts";

/** Chats, mail and telephony. */
export const MESSAGE_FORMATS: readonly SecretFormat[] = [
  { name: "Slack bot token", marks: ["xoxb-"], rest: /\d{8,14}-([A-Za-z0-9-]{18,80})/y },
  { name: "Slack user token", marks: ["xoxp-", "xoxe.xoxp-"], rest: /[\dA-Za-z-]{28,200}/y },
  {
    name: "Slack workspace token",
    marks: ["xoxa-", "xoxr-", "xoxs-", "xoxo-"],
    rest: /[\dA-Za-z-]{20,200}/y,
  },
  { name: "Slack session token", marks: ["xoxc-", "xoxd-"], rest: /[\w%-]{30,300}/y },
  { name: "Slack refresh token", marks: ["xoxe-"], rest: /\d-([A-Za-z0-9]{60,200})/y },
  { name: "Slack app token", marks: ["xapp-"], rest: /\d-[A-Z0-9]{8,16}-\d{10,16}-([a-f0-9]{40,80})/y },
  {
    name: "Slack webhook",
    marks: ["hooks.slack.com/"],
    rest: /(?:services|workflows|triggers)\/[A-Z0-9]{8,13}\/[A-Z0-9]{8,20}\/([A-Za-z0-9/]{20,60})/y,
  },
  {
    name: "Discord bot token",
    // A snowflake's decimal digits in base64: the first two characters of three digits.
    marks: ["MD", "MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT"],
    rest: /[A-Za-z0-9]{22,26}\.[\w-]{6}\.([\w-]{27,38})(?![\w-])/y,
  },
  {
    name: "Discord webhook",
    marks: ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
    rest: /\d{17,20}\/([\w-]{60,72})/y,
  },
  {
    name: "Microsoft Teams webhook",
    marks: ["webhook.office.com/webhookb2/"],
    rest: /[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/([0-9a-f]{32})\//y,
  },
  {
    name: "Telegram bot token",
    marks: [":AA"],
    anywhere: true,
    rest: /(?<=(?<!\d)\d{8,10}:AA)[\w-]{33}(?![\w-])/y,
  },
  { name: "Twilio API key", marks: ["SK"], rest: /[0-9a-f]{32}(?![A-Za-z0-9])/y },
  {
    name: "Twilio account with its token",
    marks: ["AC"],
    rest: /[0-9a-f]{32}(?:(?![0-9a-f]{32})[\w\s"'`=:,;.-]){1,60}(?<![0-9a-fA-F])([0-9a-f]{32})(?![A-Za-z0-9])/y,
  },
  { name: "SendGrid API key", marks: ["SG."], rest: /[\w-]{22}\.([\w-]{43})(?![\w-])/y },
  {
    name: "Mailgun API key",
    marks: ["key-"],
    rest: /[a-f0-9]{32}(?![A-Za-z0-9])/y,
    accepts: (secret, at) => looksRandom(secret) && /mailgun/i.test(at.near(200)),
  },
  {
    name: "Mailgun API key in a variable",
    marks: ["MAILGUN_API_KEY", "mailgun_api_key"],
    assigned: true,
    rest: /(?:key-)?([a-f0-9]{32})(?:-[a-f0-9]{8}){0,2}(?![\w-])/y,
  },
  {
    name: "Mailchimp API key",
    marks: ["-us"],
    anywhere: true,
    rest: /(?<=(?<!(?<!\\)[A-Za-z0-9])([a-f0-9]{32})-us)\d{1,2}(?![\w-])/y,
  },
  { name: "Brevo API key", marks: ["xkeysib-", "xsmtpsib-"], rest: /([a-f0-9]{64})-[A-Za-z0-9]{16}/y },
  { name: "Resend API key", marks: ["re_"], rest: /[A-Za-z0-9]{8}_([A-Za-z0-9]{24})(?![\w-])/y },
  {
    name: "HubSpot access token",
    marks: ["pat-na1-", "pat-na2-", "pat-eu1-"],
    rest: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/y,
  },
  { name: "Klaviyo API key", marks: ["pk_"], rest: /[a-f0-9]{34}(?![A-Za-z0-9])/y },
  {
    name: "Facebook access token",
    marks: ["EAAB", "EAAC", "EAAG", "EAAM"],
    rest: /[A-Za-z0-9]{120,400}(?![A-Za-z0-9+/=])/y,
  },
];
