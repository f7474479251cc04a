// A walker of the walk: a process that does what it is told, one thing after the other, and ends with its parent.
import { openSync } from 'node:fs';
import { digestFile } from './file-digest.ts';
import { FolderReader } from './folder-reader.ts';
import { checkPieces } from './piece-check.ts';
import { readPlace } from './walk-state.ts';
import type { FolderPart, FolderTask, WalkSettings } from './walk-words.ts';
import type { WalkerAnswer, WalkerTask } from './walker-words.ts';

let reader: FolderReader | null = null;
let state: number | null = null;
let touch = false;

const begin = (settings: WalkSettings): void => {
  reader = new FolderReader(settings);
  touch = settings.touch;
  state = settings.state === null ? null : openSync(settings.state, 'r');
};

/** Waits until it is written, so that a folder without end does not fill the memory here. */
const send = (answer: WalkerAnswer): Promise<void> =>
  new Promise((resolve) => {
    process.send!(answer, () => resolve());
  });

const readFolders = async (number: number, tasks: readonly FolderTask[]): Promise<void> => {
  let parts: FolderPart[] = [];
  let names = 0;
  const flush = async (): Promise<void> => {
    await send({ kind: 'parts', parts });
    parts = [];
    names = 0;
  };
  for (const task of tasks) {
    const blockOf = (part: number): Uint8Array | null => {
      const place = task.blocks[part];
      return place === undefined || state === null ? null : readPlace(state, place);
    };
    for (const part of reader!.parts(task, blockOf)) {
      parts.push(part);
      names += part.files;
      if (names >= NAMES_AT_ONCE) await flush();
    }
  }
  await flush();
  await send({ kind: 'done', number });
};

const NAMES_AT_ONCE = 8192;

const work = async (task: WalkerTask): Promise<void> => {
  switch (task.kind) {
    case 'begin':
      return begin(task.settings);
    case 'folders':
      return readFolders(task.number, task.folders);
    case 'digest':
      return send({ kind: 'digest', number: task.number, result: digestFile(task, touch) });
    case 'pieces':
      return send({ kind: 'pieces', number: task.number, result: checkPieces(task, touch) });
  }
};

// The terminal sends Ctrl-C to all processes: the parent decides what it means.
process.on('SIGINT', () => {});
let turn = Promise.resolve();
process.on('message', (task: WalkerTask) => {
  turn = turn.then(() => work(task));
});
process.on('disconnect', () => process.exit());
