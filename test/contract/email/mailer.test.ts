import type { AcsFault } from "../../../local/acs/fault.ts";
import { type AcsServer, startAcsServer } from "../../../local/acs/server.ts";
import { makeAcsMailer } from "../../../src/adapters/email/acs-mailer.ts";
import { makeSmtpMailer } from "../../../src/adapters/email/smtp-mailer.ts";
import { type SmtpBehaviour, type SmtpStage, startSmtpSink } from "../../helpers/smtp-sink.ts";
import { describeMailer, type MailerHarness, type ProviderMood } from "./mailer-contract.ts";

const SMTP_MOODS: Readonly<Record<ProviderMood, readonly [SmtpStage, SmtpBehaviour] | undefined>> = {
  takes: undefined,
  refusesForGood: ["rcptTo", { code: 550, message: "5.1.1 unknown" }],
  refusesForNow: ["rcptTo", { code: 451, message: "4.3.0 later" }],
  deniesUs: ["mailFrom", { code: 530, message: "5.7.0 log in first" }],
  dropsBeforeTaking: ["dot", "drop"],
  dropsAfterTaking: ["dot", "sinkAndDrop"],
  saysNothing: ["connect", "hang"],
};

const startSmtp = async (): Promise<MailerHarness> => {
  let mood: ProviderMood = "takes";
  const sink = await startSmtpSink({
    behave: (stage) => {
      const [at, behaviour] = SMTP_MOODS[mood] ?? [];
      return at === stage && behaviour ? behaviour : "accept";
    },
  });
  const mailer = makeSmtpMailer({ url: sink.url, maxConnections: 2 });
  return {
    mailer,
    setMood: (next) => {
      mood = next;
    },
    taken: () => sink.mails.map(({ to }) => to),
    close: async () => {
      await mailer.close();
      await sink.close();
    },
  };
};

const ACS_MOODS: Readonly<Record<ProviderMood, AcsFault | null>> = {
  takes: null,
  refusesForGood: { kind: "answer", status: 400, code: "InvalidRecipients" },
  refusesForNow: { kind: "answer", status: 429 },
  deniesUs: { kind: "answer", status: 401, code: "Denied" },
  dropsBeforeTaking: { kind: "drop" },
  dropsAfterTaking: { kind: "drop", accept: true },
  saysNothing: { kind: "hang" },
};

const takenBy = (server: AcsServer): readonly (readonly string[])[] =>
  server
    .operations()
    .filter(({ accepted }) => accepted > 0)
    .map(({ message }) => message?.recipients.to.map(({ address }) => address) ?? []);

const startAcs = async (): Promise<MailerHarness> => {
  const server = await startAcsServer();
  const mailer = makeAcsMailer({ connection: { connectionString: server.connectionString } });
  return {
    mailer,
    setMood: (mood) => server.plan({ always: ACS_MOODS[mood] }),
    taken: () => takenBy(server),
    close: async () => {
      await mailer.close();
      await server.close();
    },
  };
};

describeMailer("makeSmtpMailer", startSmtp);
describeMailer("makeAcsMailer", startAcs);
