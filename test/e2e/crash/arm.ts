import { app } from "@azure/functions";
import { composition } from "../../../src/composition.ts";
import { crashAt, type FaultPoint } from "./crash-at.ts";

// Registered before the app's own hook, so that the one composition of this process is the armed one.
app.hook.appStart(async () => {
  const text = process.env.FAULT_POINT;
  if (text !== undefined) await composition(crashAt(JSON.parse(text) as FaultPoint));
});
