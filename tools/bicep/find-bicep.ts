import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const VERSION = "0.49.2";

/** The NuGet packages of the Bicep CLI, by platform and processor of Node. */
const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "osx-x64",
  "darwin-arm64": "osx-arm64",
  "win32-x64": "win-x64",
};

const packagesFolder = (): string => process.env["NUGET_PACKAGES"] || join(homedir(), ".nuget", "packages");

/** A project that only downloads: NuGet has no command of its own for that. */
const project = (name: string): string => `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>netstandard2.0</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="${name}" Version="[${VERSION}]" />
  </ItemGroup>
</Project>
`;

const restore = (name: string): void => {
  const folder = mkdtempSync(join(tmpdir(), "bicep-"));
  try {
    writeFileSync(join(folder, "bicep.csproj"), project(name));
    const { status, stdout } = spawnSync("dotnet", ["restore", folder], { encoding: "utf8" });
    if (status !== 0) throw new Error(`The Bicep CLI could not be fetched from NuGet:\n${stdout}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** True where `dotnet` is, which brings the Bicep CLI. */
export const hasDotnet = (): boolean => spawnSync("dotnet", ["--version"]).status === 0;

/** Path of the Bicep CLI, fetched when it is not there yet; undefined where there is no `dotnet`. Throws when it cannot be fetched. */
export const findBicep = (): string | undefined => {
  const platform = PACKAGES[`${process.platform}-${process.arch}`];
  if (platform === undefined) return undefined;
  const name = `Azure.Bicep.CommandLine.${platform}`;
  const file = process.platform === "win32" ? "bicep.exe" : "bicep";
  const path = join(packagesFolder(), name.toLowerCase(), VERSION, "tools", file);
  if (!existsSync(path)) {
    if (!hasDotnet()) return undefined;
    restore(name);
  }
  chmodSync(path, 0o755);
  return path;
};
