#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before anything large is loaded: it halves the time from start to ready.
enableCompileCache();
await import("./run.ts");
