/** Names a service for people without the keys, user names and passwords that its setting may carry. */
export const describeAddress = (setting: string): string => {
  if (/^UseDevelopmentStorage=true/i.test(setting)) return "http://127.0.0.1:10002";
  const address = /(?:^|;)(?:Endpoint|TableEndpoint)=([^;]+)/i.exec(setting)?.[1] ?? setting;
  if (/^[\w-]+(\.[\w-]+)+$/.test(address)) return address;
  if (!URL.canParse(address)) return "(as set)";
  const { protocol, host, pathname } = new URL(address);
  return host === "" ? "(as set)" : `${protocol}//${host}${pathname === "/" ? "" : pathname}`;
};
