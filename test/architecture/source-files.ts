// The sources as text, and what they import.
import { readdirSync, readFileSync } from 'node:fs';

export interface SourceFile {
  /** From the root of the project: `src/wire/packet.ts`. */
  readonly path: string;
  readonly layer: string;
  readonly text: string;
}

export const sourceFiles = (): SourceFile[] =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort()
    .map((name) => ({
      path: `src/${name}`,
      layer: name.split('/')[0]!,
      text: readFileSync(`src/${name}`, 'utf8'),
    }));

/** What a file imports: static, type-only, re-exported, for side effects, and dynamic. */
export const importsOf = (text: string): string[] =>
  [
    /^\s*(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
  ].flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));

/** A relative import as a path from the root of the project; null for packages. */
export const resolved = (from: string, specifier: string): string | null =>
  specifier.startsWith('.') ? new URL(specifier, `file:///${from}`).pathname.slice(1) : null;
