/** True when two addresses name one mailbox; case makes no difference, nor whether the domain is written in Unicode or ASCII. */
export const isSameMailbox = (a: string, b: string): boolean => canonical(a) === canonical(b);

const canonical = (address: string): string => {
  const text = address.trim().toLowerCase();
  const at = text.lastIndexOf("@");
  return `${text.slice(0, at + 1)}${asciiDomain(text.slice(at + 1))}`;
};

const asciiDomain = (domain: string): string => {
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return domain;
  }
};
