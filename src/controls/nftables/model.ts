// The compiled chains as one model: cut off by quarantine, else what the chain that `apply` loads says.
import type { ControlFile } from '../../model/control.ts';
import type { ControlModel } from '../model.ts';
import { quarantined, verdictOf } from './verdict.ts';

export const nftablesModel = (files: readonly ControlFile[]): ControlModel => {
  const text = (name: string) => files.find((file) => file.name === name)?.text;
  const chain = text('default-deny.nft') ?? text('port-list.nft');
  const cut = new Set(quarantined(text('quarantine.nft') ?? ''));
  return {
    lookup: () => null,
    connection: (first) => {
      if (cut.has(first.source) || cut.has(first.destination))
        return { stopped: true, by: 'quarantine' };
      if (chain === undefined) return null;
      const { verdict, by } = verdictOf(chain, first);
      return { stopped: verdict === 'drop', by };
    },
  };
};
