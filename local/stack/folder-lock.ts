import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WrongUse } from "./wrong-use.ts";

// A socket is let go by the kernel when its process dies, kill -9 included; a file with a process id in it is not.
const socketPath = (folder: string): string => {
  const name = `certification-notifier-${createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 24)}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
};

const listenOn = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server));
  });

const isAnswered = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

/** Holds `folder` (made when missing) for this process until it ends; throws `WrongUse` when another process holds it. */
export const lockFolder = async (folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  const path = socketPath(folder);
  let server = await listenOn(path);
  if (!server && !(await isAnswered(path))) {
    rmSync(path, { force: true });
    server = await listenOn(path);
  }
  if (!server)
    throw new WrongUse([`${folder} is in use by another local stack; stop that one or set another DATA_DIR`]);
  server.unref();
};
