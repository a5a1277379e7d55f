import type { SecretFormat } from "../format.ts";
import { looksDrawn } from "../placeholders.ts";

/** Where code and packages are kept, built and checked. */
export const CODE_FORMATS: readonly SecretFormat[] = [
  { name: "GitHub personal access token", marks: ["ghp_"], rest: /[A-Za-z0-9]{36}(?![A-Za-z0-9])/y },
  {
    name: "GitHub fine-grained personal access token",
    marks: ["github_pat_"],
    rest: /[A-Za-z0-9]{22}_[A-Za-z0-9]{59}/y,
  },
  { name: "GitHub OAuth token", marks: ["gho_"], rest: /[A-Za-z0-9]{36}(?![A-Za-z0-9])/y },
  { name: "GitHub app token", marks: ["ghu_", "ghs_"], rest: /[A-Za-z0-9]{36}(?![A-Za-z0-9])/y },
  { name: "GitHub refresh token", marks: ["ghr_"], rest: /[A-Za-z0-9]{36}/y },
  { name: "GitLab personal access token", marks: ["glpat-"], rest: /[\w-]{20}/y },
  { name: "GitLab deploy token", marks: ["gldt-"], rest: /[\w-]{20}/y },
  { name: "GitLab runner token", marks: ["glrt-", "GR1348941"], rest: /[\w-]{20}/y },
  { name: "GitLab pipeline trigger token", marks: ["glptt-"], rest: /[0-9a-f]{40}/y },
  { name: "GitLab job token", marks: ["glcbt-"], rest: /[0-9a-zA-Z]{1,5}_([\w-]{20})/y },
  { name: "GitLab feed or mail token", marks: ["glft-", "glimt-"], rest: /[\w-]{20}/y },
  { name: "GitLab agent token", marks: ["glagent-"], rest: /[\w-]{50}/y },
  { name: "GitLab SCIM token", marks: ["glsoat-"], rest: /[\w-]{20}/y },
  { name: "GitLab application secret", marks: ["gloas-"], rest: /[\w-]{64}/y },
  { name: "Bitbucket app password", marks: ["ATBB"], rest: /[A-Za-z0-9]{32}(?![A-Za-z0-9])/y },
  { name: "Atlassian API token", marks: ["ATATT3", "ATCTT3"], rest: /[\w=-]{100,200}/y },
  { name: "npm access token", marks: ["npm_"], rest: /[A-Za-z0-9]{36}(?![A-Za-z0-9])/y },
  {
    name: "PyPI token",
    marks: ["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBp"],
    rest: /[\w-]{50,300}/y,
  },
  { name: "RubyGems API key", marks: ["rubygems_"], rest: /[a-f0-9]{48}(?![a-f0-9])/y },
  { name: "NuGet API key", marks: ["oy2"], rest: /[a-z0-9]{43}(?![A-Za-z0-9])/y },
  { name: "crates.io token", marks: ["cio"], rest: /[A-Za-z0-9]{32}(?![A-Za-z0-9])/y, accepts: looksDrawn },
  { name: "Clojars token", marks: ["CLOJARS_"], rest: /[a-z0-9]{60}/y },
  { name: "Docker access token", marks: ["dckr_pat_", "dckr_oat_"], rest: /[\w-]{27,40}/y },
  { name: "Artifactory API key", marks: ["AKCp"], rest: /[A-Za-z0-9]{69}(?![A-Za-z0-9])/y },
  { name: "Artifactory reference token", marks: ["cmVmd"], rest: /[A-Za-z0-9]{59}(?![A-Za-z0-9])/y },
  { name: "CircleCI token", marks: ["CCIPAT_", "CCIPRJ_"], rest: /[A-Za-z0-9]{22}_([a-f0-9]{40})/y },
  { name: "Buildkite token", marks: ["bkua_"], rest: /[a-z0-9]{40}(?![a-z0-9])/y },
  { name: "Octopus Deploy API key", marks: ["API-"], rest: /[A-Z0-9]{26}(?![A-Za-z0-9])/y },
  { name: "SonarQube token", marks: ["sqp_", "squ_", "sqa_"], rest: /[a-f0-9]{40}(?![a-f0-9])/y },
  {
    name: "Sourcegraph token",
    marks: ["sgp_"],
    rest: /(?:(?:[a-f0-9]{16}|local)_)?([a-f0-9]{40})(?![a-f0-9])/y,
  },
  { name: "Postman API key", marks: ["PMAK-"], rest: /[a-f0-9]{24}-([a-f0-9]{34})/y },
];
