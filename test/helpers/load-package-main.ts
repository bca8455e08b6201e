import { makeApp, runAppHooks } from "functions-laptop/app";
import { installCoreModule, makeCoreModule } from "functions-laptop/core-module";
import { loadApp } from "functions-laptop/load-app";

/** Loads the app of a folder as the worker does, start hook and all, and prints the names that it registered. */
const [appDir = ""] = process.argv.slice(2);
const app = makeApp();
installCoreModule(makeCoreModule(app, () => {}));
await loadApp(app, { appDir });
await runAppHooks(app, "appStart", { functionAppDirectory: appDir });
process.stdout.write(JSON.stringify([...app.functions.keys()]));
process.exit(0);
