/** True for the hosts that never leave this machine; `host` is a host name or an address, in brackets or not. */
export const isLoopbackHost = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
