import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Lets a person change a body in `$EDITOR`; undefined when it was not changed, or the editor says that it failed. */
export const editBody = async (body: Uint8Array): Promise<Uint8Array | undefined> => {
  // Events hold addresses: nobody else may read the folder.
  const folder = await mkdtemp(join(tmpdir(), "replay-"));
  const file = join(folder, "body.json");
  try {
    await writeFile(file, body, { mode: 0o600 });
    // EDITOR may hold arguments, such as "code --wait".
    const editor = spawn(`${process.env.EDITOR} "${file}"`, { shell: true, stdio: "inherit" });
    const [code] = (await once(editor, "close")) as [number | null];
    const edited = await readFile(file);
    return code === 0 && !edited.equals(body) ? edited : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
