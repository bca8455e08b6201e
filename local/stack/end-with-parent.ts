// Preloaded into a piece that has no --stop-with-parent of its own: the kernel closes its stdin when the parent is gone.
process.stdin.resume().once("close", () => process.kill(process.pid, "SIGTERM"));
