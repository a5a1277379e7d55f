import type { SecretFormat } from "../format.ts";
import { looksLikePassword, looksRandom } from "../placeholders.ts";

/** `+driver`, `://`, a name, and between `:` and `@` the secret, unless it is the name again. */
const LOGIN =
  /(?:\+[a-z0-9]{1,20})?:\/\/([^\s:@/?#"'`<>]{0,100}):(?!\1@)(?<secret>[^\s@/"'`<>]{3,200})@[\w.[-]/y;

/** Addresses with a password in them, connection strings and headers. */
export const LOGIN_FORMATS: readonly SecretFormat[] = [
  {
    name: "PostgreSQL address with a password",
    marks: ["postgres", "postgresql"],
    rest: LOGIN,
    accepts: looksLikePassword,
  },
  {
    name: "MySQL address with a password",
    marks: ["mysql", "mysqlx", "mariadb"],
    rest: LOGIN,
    accepts: looksLikePassword,
  },
  {
    name: "MongoDB address with a password",
    marks: ["mongodb"],
    rest: LOGIN,
    accepts: looksLikePassword,
  },
  {
    name: "Redis address with a password",
    marks: ["redis", "rediss", "valkey"],
    rest: LOGIN,
    accepts: looksLikePassword,
  },
  {
    name: "message broker address with a password",
    marks: ["amqp", "amqps", "mqtt", "mqtts", "nats"],
    rest: LOGIN,
    accepts: looksLikePassword,
  },
  {
    name: "mail server address with a password",
    marks: ["smtp", "smtps", "imap", "imaps"],
    rest: LOGIN,
    accepts: looksLikePassword,
  },
  {
    name: "SQL Server or other database address with a password",
    marks: ["sqlserver", "mssql", "clickhouse", "cockroachdb", "oracle", "neo4j", "bolt"],
    rest: LOGIN,
    accepts: looksLikePassword,
  },
  {
    name: "file server or directory address with a password",
    marks: ["ftp", "ftps", "sftp", "ssh", "ldap", "ldaps"],
    rest: LOGIN,
    accepts: looksLikePassword,
  },
  { name: "web address with a password", marks: ["http", "https"], rest: LOGIN, accepts: looksLikePassword },
  {
    name: "database connection string with a password",
    marks: ["Password=", "password=", "PASSWORD=", "Pwd=", "PWD="],
    rest: /[^;\s"'<>]{3,200}/y,
    accepts: (secret, at) =>
      looksLikePassword(secret) &&
      /(?:Server|Data Source|Host|Addr(?:ess)?)=[^;=]{1,100};/i.test(at.near(200)),
  },
  {
    name: "Authorization header with a bearer token",
    marks: ["Authorization", "authorization", "AUTHORIZATION"],
    assigned: true,
    rest: /(?:[Bb]earer|BEARER|[Tt]oken)\s{1,3}([\w.~+/=-]{20,4000})/y,
  },
  {
    name: "Authorization header with a password",
    marks: ["Authorization", "authorization", "AUTHORIZATION"],
    assigned: true,
    rest: /(?:[Bb]asic|BASIC)\s{1,3}([A-Za-z0-9+/]{8,400}={0,2})/y,
    accepts: isLogin,
  },
];

/** RFC 7617: base64 of a name, a colon and a password. */
function isLogin(base64: string): boolean {
  const text = Buffer.from(base64, "base64").toString("utf8");
  const [, password] = /^[\x20-\x7e]{0,100}?:([\x20-\x7e]{1,300})$/.exec(text) ?? [];
  return (
    password !== undefined &&
    (looksLikePassword(password) || (password.length >= 20 && looksRandom(password)))
  );
}
