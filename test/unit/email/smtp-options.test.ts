import { parseSmtpUrl } from "../../../src/adapters/email/smtp-options.ts";

const tlsOf = (url: string): object => {
  const { secure, requireTLS, ignoreTLS, opportunisticTLS } = parseSmtpUrl(url, 4).connection;
  return { secure, requireTLS, ignoreTLS, opportunisticTLS };
};

describe("parseSmtpUrl", () => {
  it.each([
    ["smtp://mail.contoso.example:587", { secure: false, requireTLS: true }],
    ["smtp://10.0.0.7", { secure: false, requireTLS: true }],
    ["smtp://127.evil.example", { secure: false, requireTLS: true }],
    ["smtp://localhost.evil.example", { secure: false, requireTLS: true }],
    ["smtps://mail.contoso.example", { secure: true }],
    ["smtp://mail.contoso.example/?ignoreTLS=true", { secure: false, ignoreTLS: true }],
    ["smtp://mail.contoso.example/?opportunisticTLS=true", { secure: false, opportunisticTLS: true }],
    ["smtp://mail.contoso.example/?requireTLS=false", { secure: false, requireTLS: false }],
    ["smtp://mail.contoso.example/?ignoreTLS=false", { secure: false, ignoreTLS: false, requireTLS: true }],
    ["smtp://127.0.0.1:1025", { secure: false, ignoreTLS: true }],
    ["smtp://127.8.9.10", { secure: false, ignoreTLS: true }],
    ["smtp://localhost:1025", { secure: false, ignoreTLS: true }],
    ["smtp://[::1]:1025", { secure: false, ignoreTLS: true }],
    ["smtp://127.0.0.1/?requireTLS=true", { secure: false, requireTLS: true }],
  ])("reads the encryption of %s", (url, expected) => {
    expect(tlsOf(url)).toEqual(expected);
  });

  it("lets the URL decide on limits, credentials and timeouts, but not on logging", () => {
    const url =
      "smtp://us%40er:p%3Aw@mail.contoso.example:2525/?maxConnections=3&maxMessages=7&connectionTimeout=500&debug=true&logger=true";
    expect(parseSmtpUrl(url, 16)).toMatchObject({
      auth: { user: "us@er", pass: "p:w" },
      maxConnections: 3,
      maxMessages: 7,
      connection: { host: "mail.contoso.example", port: 2525, connectionTimeout: 500, debug: false, logger: false },
    });
    expect(parseSmtpUrl("smtp://mail.contoso.example", 16)).toMatchObject({ maxConnections: 16, maxMessages: 100 });
    expect(parseSmtpUrl("smtp://mail.contoso.example/?maxConnections=none", 16)).toMatchObject({ maxConnections: 16 });
  });
});
