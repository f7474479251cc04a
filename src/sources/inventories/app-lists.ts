// Lists of applications under a heading, in columns:
//
//   flatpak list (tabs)  Name  Application ID  Version  Branch  Installation
//   snap list            Name  Version  Rev  Tracking  Publisher  Notes
//   winget list          Name  Id  Version  Available  Source
//
// Sound because: the heading. snap and winget print columns as wide as their longest cell: where a word of the heading
// begins, its column begins. Looks alike: other tables with the same words have others too. Does not see: whether anybody
// ever ran it. flatpak prints no heading into a pipe: then three cells with an id of three parts tell it.
import { OK, type Source } from '../source.ts';
import { type Outcome, type TextContext, textSource } from '../text/text-source.ts';

const OTHERWISE = 'no heading of a list of applications before it';
const FLATPAK_ID = /^[A-Za-z][\w-]*(?:\.[\w-]+){2,}$/;

export const appLists: Source = textSource({
  id: 'app-lists',
  title: 'Lists of applications (flatpak, snap, winget)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: (context) => {
    let columns: readonly Column[] | null = null;
    return (text) => {
      if (FLATPAK.test(text)) return flatpak(text, context);
      if (/^-{5,}\s*$/.test(text)) return columns === null ? OTHERWISE : OK;
      // winget draws how far it is in front of its heading, on the same line.
      const line = text.slice(text.lastIndexOf('\r') + 1);
      const heading = /^Name +(?:Id +)?Version +(?:Rev|Available|Source|Publisher)\b/.test(line);
      if (heading) {
        columns = columnsOf(line);
        return OK;
      }
      return columns === null ? OTHERWISE : row(line, columns, context);
    };
  },
});

interface Column {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const columnsOf = (heading: string): Column[] => {
  const starts = [...heading.matchAll(/\S+/g)].map((found) => found.index);
  return starts.map((from, i) => ({
    name: heading.slice(from, starts[i + 1]).trim(),
    from,
    to: starts[i + 1] ?? Number.POSITIVE_INFINITY,
  }));
};

const row = (text: string, columns: readonly Column[], context: TextContext): Outcome => {
  const cell = (name: string): string => {
    const column = columns.find((one) => one.name === name);
    return column === undefined ? '' : text.slice(column.from, column.to).trim();
  };
  const program = cell('Name');
  const version = cell('Version');
  if (program === '' || !/\d/.test(version)) return OTHERWISE;
  return context.emit({
    kind: 'program',
    ...{ at: context.undated(), device: context.machine(), program, version },
    presence: 'installed',
  });
};

const FLATPAK = /^[^\t]{1,200}\t[\w.-]{3,255}\t/;

const flatpak = (text: string, context: TextContext): Outcome => {
  const [program, id, version] = text.split('\t');
  if (id === 'Application ID') return OK;
  if (id === undefined || !FLATPAK_ID.test(id)) return OTHERWISE;
  return context.emit({
    kind: 'program',
    ...{ at: context.undated(), device: context.machine(), program, version, path: id },
    presence: 'installed',
  });
};
