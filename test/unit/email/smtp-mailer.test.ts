import { makeSmtpMailer } from "../../../src/adapters/email/smtp-mailer.ts";
import type { MailOutcome } from "../../../src/core/ports.ts";
import { mailText } from "../../helpers/local-stack-mail-text.ts";
import { type SmtpBehaviour, type SmtpSink, type SmtpStage, startSmtpSink } from "../../helpers/smtp-sink.ts";
import { type RawServer, startRawServer } from "./raw-server.ts";
import { sampleMail } from "./sample-mail.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const sinkOf = async (...options: Parameters<typeof startSmtpSink>): Promise<SmtpSink> => {
  const sink = await startSmtpSink(...options);
  closers.push(sink.close);
  return sink;
};

const rawOf = async (...options: Parameters<typeof startRawServer>): Promise<RawServer> => {
  const server = await startRawServer(...options);
  closers.push(server.close);
  return server;
};

const mailerOf = (url: string, maxConnections = 2, closeGraceInMs = 50) => {
  const mailer = makeSmtpMailer({ url, maxConnections, closeGraceInMs });
  closers.push(mailer.close);
  return mailer;
};

const only =
  (stage: SmtpStage, behaviour: SmtpBehaviour) =>
  (at: SmtpStage): SmtpBehaviour =>
    at === stage ? behaviour : "accept";

const sendOnce = async (
  behave: (stage: SmtpStage) => SmtpBehaviour,
  mail = sampleMail(),
  ms = 5_000,
): Promise<MailOutcome> => {
  const sink = await sinkOf({ behave });
  return mailerOf(sink.url).send(mail, ms);
};

const until = async (holds: () => boolean): Promise<void> => {
  const end = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("The condition did not come true in 5 s.");
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe("makeSmtpMailer", () => {
  it.each([
    ["quoted-printable", `<p>${"Größe der VHD, and so on. ".repeat(40)}</p>`],
    ["base64", `<p>${"仮想マシンの審査に合格しませんでした。".repeat(40)}</p>`],
  ])("encodes HTML in %s where that is shorter, and it arrives as it was", async (encoding, html) => {
    const sink = await sinkOf();
    await mailerOf(sink.url).send(sampleMail({ html }), 5_000);
    const raw = sink.mails[0]?.raw ?? "";
    const part = raw.slice(raw.indexOf("Content-Type: text/html"));
    expect(part).toContain(`Content-Transfer-Encoding: ${encoding}\r\n`);
    const body = part.slice(part.indexOf("\r\n\r\n"), part.indexOf("\r\n--"));
    expect(encoding === "base64" ? Buffer.from(body, "base64").toString() : mailText(body).trim()).toBe(html);
  });

  it("sends text and HTML with its headers to exactly one envelope recipient", async () => {
    const sink = await sinkOf();
    const outcome = await mailerOf(sink.url).send(sampleMail(), 5_000);
    expect(outcome).toEqual({ kind: "accepted", answer: expect.stringMatching(/^250 2\.0\.0 Ok: queued/) });
    expect(sink.mails).toHaveLength(1);
    const [mail] = sink.mails;
    expect(mail).toMatchObject({ from: "certification@notifier.example", to: ["ada@contoso.example"] });
    const raw = mail?.raw ?? "";
    expect(raw).toContain("Message-ID: <0b2a6f0e-2f4e-5d5a-9c7b-6f1f6f0f7a11@notifier.example>\r\n");
    expect(raw).toContain("In-Reply-To: <thread-1@notifier.example>\r\n");
    expect(raw).toContain("References: <thread-1@notifier.example>\r\n");
    expect(raw).toMatch(/^List-Id: Certification results <certification\.notifier\.example>\r$/im);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(raw).toMatch(/^From: Certification <certification@notifier\.example>\r$/m);
    expect(raw).toMatch(/^To: Ada Lovelace <ada@contoso\.example>\r$/m);
    expect(raw).toMatch(/^Reply-To: certification-team@notifier\.example\r$/m);
    expect(raw).toMatch(/^Content-Type: multipart\/alternative/m);
    expect(raw.indexOf("text/plain")).toBeLessThan(raw.indexOf("text/html"));
    expect(raw.match(/^Message-ID:/gim)).toHaveLength(1);
  });

  it("keeps line breaks in the name, the subject and header values from becoming headers", async () => {
    const sink = await sinkOf();
    const evil = "Ada\r\nBcc: eve@evil.example\nX-Evil: 1\r\rX-Evil: 2\u2028X-Evil: 3\u0000";
    const mail = sampleMail({
      to: { address: "ada@contoso.example", name: evil },
      subject: evil,
      headers: { "Message-ID": `<1@notifier.example>\r\nX-Evil: 4`, "X-Note": evil },
    });
    expect(await mailerOf(sink.url).send(mail, 5_000)).toMatchObject({ kind: "accepted" });
    expect(sink.mails[0]?.to).toEqual(["ada@contoso.example"]);
    const head = (sink.mails[0]?.raw ?? "").split("\r\n\r\n")[0] ?? "";
    expect(head).not.toMatch(/^\s*(?:Bcc|X-Evil)\s*:/im);
  });

  it.each([
    "ada@contoso.example, eve@evil.example",
    "ada@contoso.example\r\nRCPT TO:<eve@evil.example>",
    "Ada <ada@contoso.example>",
    "ada",
    "",
    "ada@contoso.example>",
    "ada@",
    "Ada@contoso.example",
    "ada@bücher.example",
    "ada@evil.example/.contoso.example",
  ])("refuses %j as a recipient before it talks to a server", async (address) => {
    const sink = await sinkOf();
    const outcome = await mailerOf(sink.url).send(sampleMail({ to: { address } }), 5_000);
    expect(outcome).toEqual({ kind: "permanent", answer: "The recipient is not one mail address." });
    expect(sink.connectionsMade()).toBe(0);
  });

  it.each(["Bcc", "To", "X-A\r\nBcc", "Content-Type", ""])("refuses %j as a further header", async (name) => {
    const sink = await sinkOf();
    const outcome = await mailerOf(sink.url).send(sampleMail({ headers: { [name]: "eve@evil.example" } }), 5_000);
    expect(outcome.kind).toBe("permanent");
    expect(sink.connectionsMade()).toBe(0);
  });

  it("sends to an internationalised domain in its ASCII form, by which it is known everywhere", async () => {
    const sink = await sinkOf();
    const to = { address: "ada@xn--bcher-kva.example" };
    const outcome = await mailerOf(sink.url).send(sampleMail({ to }), 5_000);
    expect(outcome.kind).toBe("accepted");
    expect(sink.mails[0]?.raw).toMatch(/^To: ada@xn--bcher-kva\.example\r$/m);
  });

  it("delivers an internationalised local part where the server takes it", async () => {
    const sink = await sinkOf();
    const outcome = await mailerOf(sink.url).send(sampleMail({ to: { address: "björn@contoso.example" } }), 5_000);
    expect(outcome.kind).toBe("accepted");
    expect(sink.mails[0]?.to).toEqual(["björn@contoso.example"]);
  });

  const refused: readonly [SmtpStage, number, Partial<MailOutcome>][] = [
    ["connect", 421, { kind: "retryable", ours: true }],
    ["connect", 554, { kind: "retryable", ours: true }],
    ["mailFrom", 421, { kind: "retryable", ours: false }],
    ["mailFrom", 451, { kind: "retryable", ours: false }],
    ["mailFrom", 454, { kind: "retryable", ours: true }],
    ["mailFrom", 530, { kind: "retryable", ours: true }],
    ["mailFrom", 538, { kind: "retryable", ours: true }],
    ["mailFrom", 501, { kind: "retryable", ours: true }],
    ["mailFrom", 550, { kind: "retryable", ours: true }],
    ["mailFrom", 552, { kind: "permanent" }],
    ["mailFrom", 554, { kind: "retryable", ours: true }],
    ["rcptTo", 450, { kind: "retryable", ours: false }],
    ["rcptTo", 452, { kind: "retryable", ours: false }],
    ["rcptTo", 503, { kind: "retryable", ours: false }],
    ["rcptTo", 535, { kind: "retryable", ours: true }],
    ["rcptTo", 550, { kind: "permanent" }],
    ["rcptTo", 553, { kind: "permanent" }],
    ["dot", 421, { kind: "retryable", ours: false }],
    ["dot", 451, { kind: "retryable", ours: false }],
    ["dot", 534, { kind: "retryable", ours: true }],
    ["dot", 554, { kind: "permanent" }],
  ];
  it.each(refused)("takes a refusal at %s with %i for %j", async (stage, code, expected) => {
    const outcome = await sendOnce(only(stage, { code, message: "4.0.0 no" }));
    expect(outcome).toMatchObject(expected);
    expect(outcome.answer).toMatch(new RegExp(`^${code}\\b`));
  });

  it.each([
    ["5.3.4", "too large"],
    ["5.6.7", "with an address that the server cannot write"],
  ])("takes 550 with the enhanced code %s at mailFrom for a verdict on this mail: %s", async (enhanced) => {
    expect(await sendOnce(only("mailFrom", { code: 550, message: `${enhanced} no` }))).toMatchObject({
      kind: "permanent",
    });
  });

  it.each(["5.1.7", "5.1.8", "5.7.27"])(
    "takes the enhanced code %s at rcptTo for a refused sender, a fault of ours",
    async (enhanced) => {
      const outcome = await sendOnce(only("rcptTo", { code: 550, message: `${enhanced} Sender address rejected` }));
      expect(outcome).toMatchObject({ kind: "retryable", ours: true });
    },
  );

  it("takes a refused sender for a fault of ours where the whole envelope goes out in one piece", async () => {
    const answers: readonly [RegExp, string][] = [
      [/^EHLO/, "250-mail.example\r\n250 PIPELINING"],
      [/^MAIL/, "550 5.1.0 <certification@notifier.example> sender rejected"],
      [/^(?:RCPT|DATA)/, "503 5.5.1 need MAIL first"],
      [/^RSET/, "250 ok"],
    ];
    const raw = await rawOf("220 hi", (line) => answers.find(([pattern]) => pattern.test(line))?.[1]);
    expect(await mailerOf(`smtp://127.0.0.1:${raw.port}`).send(sampleMail(), 2_000)).toEqual({
      kind: "retryable",
      ours: true,
      answer: "550 5.1.0 <address> sender rejected",
    });
    expect(raw.lines.some((line) => line.startsWith("RCPT"))).toBe(true);
  });

  it("takes 550 with the enhanced code 5.7.60 for a fault of our settings", async () => {
    const outcome = await sendOnce(
      only("mailFrom", { code: 550, message: "5.7.60 SMTP; Client does not have permissions to send as this sender" }),
    );
    expect(outcome).toMatchObject({ kind: "retryable", ours: true });
  });

  const lost: readonly [SmtpStage, SmtpBehaviour, Partial<MailOutcome>][] = [
    ["connect", "drop", { kind: "retryable", ours: true }],
    ["mailFrom", "drop", { kind: "retryable", ours: false }],
    ["rcptTo", "drop", { kind: "retryable", ours: false }],
    ["dot", "drop", { kind: "unknown" }],
    ["dot", "sinkAndDrop", { kind: "unknown" }],
  ];
  it.each(lost)("takes a connection lost at %s (%s) for %j", async (stage, behaviour, expected) => {
    expect(await sendOnce(only(stage, behaviour))).toMatchObject(expected);
  });

  it.each(lost.filter(([, behaviour]) => behaviour === "drop"))(
    "gives up at the deadline while %s hangs",
    async (stage, _drop, expected) => {
      const started = performance.now();
      expect(await sendOnce(only(stage, "hang"), sampleMail(), 300)).toMatchObject(expected);
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );

  const large = sampleMail({ text: "A line that is long enough to fill buffers.\n".repeat(400_000) });

  it("knows that a mail cut in the middle of its body was not taken", async () => {
    expect(await sendOnce(only("data", "drop"), large, 10_000)).toMatchObject({ kind: "retryable", ours: false });
  });

  it("knows that a mail whose body is stuck at the deadline was not taken", async () => {
    expect(await sendOnce(only("data", "hang"), large, 2_000)).toMatchObject({ kind: "retryable", ours: false });
  });

  it("takes a mail larger than the server allows for refused for good", async () => {
    const sink = await sinkOf({ server: { size: 1_000 } });
    expect(await mailerOf(sink.url).send(sampleMail({ text: "x".repeat(5_000) }), 5_000)).toMatchObject({
      kind: "permanent",
    });
  });

  it("takes a server that nobody runs for a fault of ours", async () => {
    const raw = await startRawServer(undefined);
    await raw.close();
    const outcome = await mailerOf(`smtp://127.0.0.1:${raw.port}`).send(sampleMail(), 5_000);
    expect(outcome).toMatchObject({ kind: "retryable", ours: true });
    expect(outcome.answer).toContain("ECONNREFUSED");
  });

  it("takes a host name that nobody has for a fault of ours", async () => {
    const outcome = await mailerOf("smtp://mail.invalid:25").send(sampleMail(), 3_000);
    expect(outcome).toMatchObject({ kind: "retryable", ours: true });
  });

  it.each([
    ["closes at EHLO", "220 hi", null],
    ["speaks another protocol", "HTTP/1.1 400 Bad Request", undefined],
    ["closes instead of a greeting", null, undefined],
  ] as const)("takes a server that %s for a fault of ours", async (_name, greeting, answer) => {
    const raw = await rawOf(greeting, () => answer);
    expect(await mailerOf(`smtp://127.0.0.1:${raw.port}`).send(sampleMail(), 1_000)).toMatchObject({
      kind: "retryable",
      ours: true,
    });
  });

  it("takes a final answer that is neither yes nor no for unknown", async () => {
    const answers: readonly [RegExp, string][] = [
      [/^(?:EHLO|MAIL|RCPT)/, "250 ok"],
      [/^DATA/, "354 go"],
      [/^\.$/, "399 perhaps"],
    ];
    const raw = await rawOf("220 hi", (line) => answers.find(([pattern]) => pattern.test(line))?.[1]);
    expect(await mailerOf(`smtp://127.0.0.1:${raw.port}`).send(sampleMail(), 2_000)).toMatchObject({ kind: "unknown" });
  });

  it("logs in, and takes a refused login for a fault of ours", async () => {
    const sink = await sinkOf({ server: { authMethods: ["PLAIN"] } });
    const url = `smtp://user:secret@127.0.0.1:${sink.port}`;
    expect(await mailerOf(url).send(sampleMail(), 5_000)).toMatchObject({ kind: "accepted" });
    expect(sink.mails[0]?.user).toBe("user");
    const closed = await sinkOf({ behave: only("auth", { code: 535, message: "5.7.8 no for user@x.example" }) });
    const outcome = await mailerOf(`smtp://user:secret@127.0.0.1:${closed.port}`).send(sampleMail(), 5_000);
    expect(outcome).toEqual({ kind: "retryable", answer: "535 5.7.8 no for <address>", ours: true });
  });

  it("takes missing or untrusted TLS for a fault of ours, and lets the URL's options win", async () => {
    const plain = await sinkOf();
    expect(await mailerOf(`${plain.url}/?requireTLS=true`).send(sampleMail(), 3_000)).toMatchObject({
      kind: "retryable",
      ours: true,
    });
    const own = await sinkOf({ server: { hideSTARTTLS: false } });
    expect(await mailerOf(`${own.url}/?requireTLS=true`).send(sampleMail(), 3_000)).toMatchObject({
      kind: "retryable",
      ours: true,
    });
    expect(
      await mailerOf(`${own.url}/?requireTLS=true&tls.rejectUnauthorized=false`).send(sampleMail(), 3_000),
    ).toMatchObject({ kind: "accepted" });
    expect(own.mails.map(({ secure }) => secure)).toEqual([true]);
    expect(plain.mails).toHaveLength(0);
  });

  it("keeps addresses out of every answer", async () => {
    const message = `5.1.1 <ada@contoso.example>: ada (ADA%40contoso.example) unknown ${"x".repeat(400)}`;
    const { answer } = await sendOnce(only("rcptTo", { code: 550, message }));
    expect(answer).toMatch(/^550 5\.1\.1 <address>: <address> \(<address>\) unknown x+$/);
    expect(answer.length).toBeLessThanOrEqual(300);
  });

  it("uses a connection again, also after a refusal", async () => {
    let refusals = 1;
    const sink = await sinkOf({
      behave: (stage) => (stage === "rcptTo" && refusals-- > 0 ? { code: 550, message: "no" } : "accept"),
    });
    const mailer = mailerOf(sink.url, 1);
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({ kind: "permanent" });
    for (let n = 0; n < 12; n += 1) expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({ kind: "accepted" });
    expect(sink.connectionsMade()).toBe(1);
  });

  it.each([530, 535, 503])("leaves a session that answered %d to no other mail", async (code) => {
    let refusals = 1;
    const sink = await sinkOf({
      behave: (stage) => (stage === "mailFrom" && refusals-- > 0 ? { code, message: "not any more" } : "accept"),
    });
    const mailer = mailerOf(sink.url, 1);
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({ kind: "retryable" });
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({ kind: "accepted" });
    expect(sink.connectionsMade()).toBe(2);
  });

  it("opens a new connection at once when the server has closed the idle one", async () => {
    const sink = await sinkOf();
    const mailer = mailerOf(sink.url, 1);
    await mailer.send(sampleMail(), 5_000);
    sink.dropAll();
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({ kind: "accepted" });
    expect(sink.mails).toHaveLength(2);
  });

  it("opens a new connection at once when the idle one is dropped at the next MAIL FROM", async () => {
    let calls = 0;
    const sink = await sinkOf({ behave: (stage) => (stage === "mailFrom" && ++calls === 2 ? "drop" : "accept") });
    const mailer = mailerOf(sink.url, 1);
    await mailer.send(sampleMail(), 5_000);
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({ kind: "accepted" });
    expect(sink.connectionsMade()).toBe(2);
    expect(sink.mails).toHaveLength(2);
  });

  it("starts a new connection after as many mails as the URL allows for one", async () => {
    const sink = await sinkOf();
    const mailer = mailerOf(`${sink.url}/?maxMessages=2`, 1);
    for (let n = 0; n < 5; n += 1) await mailer.send(sampleMail(), 5_000);
    expect(sink.connectionsMade()).toBe(3);
  });

  it("never sends a mail later that was given up while it waited for a connection", async () => {
    let release: (() => void) | undefined;
    let hung = false;
    const sink = await sinkOf({
      behave: (stage) => {
        if (stage !== "mailFrom" || hung) return "accept";
        hung = true;
        return "hang";
      },
    });
    const mailer = mailerOf(sink.url, 1);
    const first = mailer.send(sampleMail({ subject: "first" }), 600).finally(() => release?.());
    const waiting = await Promise.all([1, 2, 3].map(() => mailer.send(sampleMail({ subject: "given up" }), 200)));
    for (const outcome of waiting) {
      expect(outcome).toEqual({
        kind: "retryable",
        answer: "No connection was free before the deadline.",
        ours: false,
      });
    }
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    expect(await first).toMatchObject({ kind: "retryable" });
    expect(await mailer.send(sampleMail({ subject: "last" }), 5_000)).toMatchObject({ kind: "accepted" });
    expect(sink.mails.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1])).toEqual(["last"]);
  });

  it("closes its connections, refuses further mails and cuts off what does not end", async () => {
    let reached = false;
    const sink = await sinkOf({
      behave: (stage) => {
        if (stage !== "dot") return "accept";
        reached = true;
        return "hang";
      },
    });
    const mailer = mailerOf(sink.url, 1);
    const stuck = mailer.send(sampleMail(), 30_000);
    const waiting = mailer.send(sampleMail(), 30_000);
    await until(() => reached);
    await mailer.close();
    expect(await stuck).toMatchObject({ kind: "unknown" });
    expect(await waiting).toMatchObject({ kind: "retryable", answer: "The mailer is closed." });
    expect(await mailer.send(sampleMail(), 5_000)).toMatchObject({
      kind: "retryable",
      answer: "The mailer is closed.",
    });
    await until(() => sink.connectionsOpen() === 0);
  });

  it("throws a TypeError without the value for a URL that is none", () => {
    expect(() => makeSmtpMailer({ url: "http://user:hunter2@host" })).toThrow(TypeError);
    expect(() => makeSmtpMailer({ url: "smtp://user:hunter2@[host" })).toThrow(/^(?!.*hunter2)/);
  });
});
