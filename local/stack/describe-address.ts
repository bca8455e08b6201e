/** Names a service for people without the keys, user names and passwords that its setting may carry. */
export const describeAddress = (setting: string): string => {
  const endpoint = /(?:Endpoint|TableEndpoint)=([^;]+)/i.exec(setting)?.[1];
  if (!endpoint && /^[^:/]*=/.test(setting))
    return /UseDevelopmentStorage=true/i.test(setting) ? "127.0.0.1:10002" : "(as set)";
  const address = endpoint ?? setting;
  if (!address.includes("://")) return address;
  try {
    const { protocol, host, pathname } = new URL(address);
    return `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
  } catch {
    return "(as set)";
  }
};
