import { MailDev } from "maildev";
import { servePiece } from "../stack/serve-piece.ts";

// Started by its class and not by its command line, so that no MAILDEV_* variable or .maildevrc can make it relay mail to the outside.
await servePiece("inbox", ["smtp-port", "web-port"], async ({ ports, folder }) => {
  // It announces itself on stdout, which belongs to the ready line.
  console.info = () => {};
  const maildev = new MailDev({
    smtp: ports["smtp-port"],
    ip: "127.0.0.1",
    web: ports["web-port"],
    webIp: "127.0.0.1",
    mailDirectory: folder,
    silent: true,
  });
  const { smtp, api } = await maildev.start();
  return {
    ready: { smtp: `smtp://127.0.0.1:${smtp.getPort()}`, inbox: `http://127.0.0.1:${api?.getPort()}` },
    stop: () => maildev.stop(),
  };
});
