/** Says whether an address may get mail: every one without patterns, else those that a pattern such as `*@contoso.example` fits. Case makes no difference. */
export const makeAllowList = (patterns: readonly string[] | undefined): ((address: string) => boolean) => {
  if (patterns === undefined) return () => true;
  const tests = patterns.map((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "i");
  });
  return (address) => tests.some((test) => test.test(address.trim()));
};
