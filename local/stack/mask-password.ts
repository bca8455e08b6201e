/** An SMTP URL without its password, in the user part or in an option. */
export const maskPassword = (smtpUrl: string): string =>
  smtpUrl
    .replace(/^([a-z][a-z\d+.-]*:\/\/[^:/?#@]*):[^/?#]*@/i, "$1:***@")
    .replace(/([?&][^=&#]*pass[^=&#]*=)[^&#]*/gi, "$1***");
