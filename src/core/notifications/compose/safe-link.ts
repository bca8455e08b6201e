/** A link that a mail may carry, or a few words on why it may not. */
export type LinkVerdict =
  | { readonly kind: "allowed"; readonly url: string }
  | { readonly kind: "refused"; readonly reason: string };

const refused = (reason: string): LinkVerdict => ({ kind: "refused", reason });

/** Blanks and control characters, which URL parsers drop in silence and mail programs may not. */
const UNCLEAN = /[\p{C}\p{Z}\\]/u;

/**
 * Judges a link: `https:` only, the host exactly one of `linkHosts`, the default port, and no user information.
 * The reason names the host at most, never the whole address.
 */
export const judgeLink = (text: string, linkHosts: readonly string[]): LinkVerdict => {
  const trimmed = text.trim();
  if (UNCLEAN.test(trimmed) || !URL.canParse(trimmed)) return refused("it is not a web address");
  const url = new URL(trimmed);
  if (url.protocol !== "https:") return refused("it is not an https: link");
  if (url.username !== "" || url.password !== "") return refused("it carries user information");
  if (url.port !== "") return refused("it names a port");
  if (!linkHosts.some((host) => host.trim().toLowerCase() === url.hostname))
    return refused(`its host ${withoutLink(url.hostname)} is not in LINK_HOSTS`);
  return { kind: "allowed", url: url.href };
};

const withoutLink = (host: string): string => host.slice(0, 100).replaceAll(".", "[.]");
