// The router of a drill: the plan's own commands put the control in force and take it out again, in its namespace only.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLE } from '../controls/nftables/text.ts';
import type { Control } from '../model/control.ts';
import type { NamespaceStage } from '../range/stage/namespaces.ts';
import { ROUTER_PLACE } from '../range/stage/topology.ts';

export class Router {
  readonly #stage: NamespaceStage;
  /** The plan's folder of the target, when a control is there. */
  readonly #folder: string;

  constructor(stage: NamespaceStage, folder: string) {
    this.#stage = stage;
    this.#folder = folder;
  }

  /** Writes the control as `peerwarden plan` would, checks it with the real tool and applies it. */
  async apply({ files, rollback, check, apply }: Control): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    for (const { name, text } of [...files, ...rollback])
      writeFileSync(join(this.#folder, name), text);
    await this.#inFolder([...(check === null ? [] : [check]), ...apply]);
    // What the control says of itself: connections that are open go on until then.
    await this.#stage.run(ROUTER_PLACE, ['conntrack', '-F']);
  }

  async undo({ undo }: Control): Promise<void> {
    await this.#inFolder(undo);
  }

  /** The whole rule set without its counters. */
  async rules(): Promise<string> {
    return await this.#stage.run(ROUTER_PLACE, ['nft', '-s', 'list', 'ruleset']);
  }

  /** Packets that rules of the control dropped since it is in force; null when it is not. */
  async refusedPackets(): Promise<number | null> {
    const tables = await this.#stage.run(ROUTER_PLACE, ['nft', 'list', 'tables']);
    if (!tables.includes(TABLE)) return null;
    const text = await this.#stage.run(ROUTER_PLACE, ['nft', 'list', 'table', ...TABLE.split(' ')]);
    return [...text.matchAll(/counter packets (\d+) bytes \d+ drop/g)]
      .map((match) => Number(match[1]))
      .reduce((sum, packets) => sum + packets, 0);
  }

  async #inFolder(commands: readonly string[]): Promise<void> {
    const words = ['sh', '-ec', `cd "$1"\n${commands.join('\n')}`, 'sh', this.#folder];
    await this.#stage.run(ROUTER_PLACE, words);
  }
}
