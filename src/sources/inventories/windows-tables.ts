// What PowerShell and tasklist tell of a Windows machine, as comma-separated tables and as JSON. What a table is of shows in
// its columns:
//
//   Get-ItemProperty …\Uninstall\* | select DisplayName, DisplayVersion, … | Export-Csv     programs
//   Get-Package | Export-Csv, ConvertTo-Json            Name, Version, ProviderName           programs
//   Get-Process | Export-Csv, tasklist /v /fo csv       ProcessName or "Image Name"           processes
//   Get-Service | Export-Csv                            Name, Status, StartType               services
//   Get-NetFirewallRule … with Program                  Direction, Action, Program            let in by the firewall
//   Get-NetTCPConnection with ProcessName               LocalPort, State, ProcessName         listening
//
// Sound because: two or three columns together that belong to one command. Looks alike: tables of programs from tools of
// other makers have other columns. Does not see: tables in which tasklist speaks another language than English or German.
import type { Draft } from '../text/draft.ts';
import { baseName } from './command-line.ts';
import { letIn } from './netsh-firewall.ts';
import { isLoopback } from './sockets.ts';

/** A row by the names of its columns in lower case. */
export type Row = ReadonlyMap<string, string>;

type Seen = Omit<Draft, 'kind' | 'at'>;

export interface WindowsTable {
  /** Columns that must all be there. */
  readonly columns: readonly string[];
  /** Null for rows of which nothing is kept. */
  read(cell: (name: string) => string): Seen | null;
}

const RUNS = /^(?:Running|4)$/i;
const STARTS = /^(?:Auto\w*|2)$/i;

export const WINDOWS_TABLES: readonly WindowsTable[] = [
  {
    columns: ['displayname', 'displayversion'],
    read: (cell) => ({
      program: cell('displayname'),
      version: cell('displayversion'),
      path: cell('installlocation'),
      presence: 'installed',
    }),
  },
  {
    columns: ['direction', 'action', 'program'],
    read: (cell) => {
      const path = cell('program');
      const lets =
        /^(?:Inbound|In|1)$/i.test(cell('direction')) && /^(?:Allow|2)$/i.test(cell('action'));
      if (!lets || /^(?:False|No|2)$/i.test(cell('enabled')) || !/[\\/]/.test(path)) return null;
      const ends = letIn(cell('localport'), cell('protocol'));
      return { program: baseName(path), path, ...ends, presence: 'let-in' };
    },
  },
  {
    columns: ['localport', 'localaddress', 'processname'],
    read: (cell) => {
      const listens =
        /^(?:Listen|2|Bound)?$/i.test(cell('state')) && !isLoopback(cell('localaddress'));
      const program = cell('processname');
      if (!listens) return { program, path: cell('path'), presence: 'running' };
      const ends = { sourcePort: cell('localport'), transport: cell('protocol') || 'tcp' };
      return { program, path: cell('path'), ...ends, presence: 'listening' };
    },
  },
  {
    columns: ['processname', 'id'],
    read: (cell) => ({
      // What the file says it is outweighs what it is called: portable clients are renamed.
      program: originalOr(cell('processname'), cell),
      version: cell('fileversion') || cell('productversion'),
      path: cell('path'),
      user: cell('username'),
      presence: 'running',
    }),
  },
  { columns: ['image name', 'pid'], read: (cell) => task(cell('image name'), cell('user name')) },
  {
    columns: ['abbildname', 'pid'],
    read: (cell) => task(cell('abbildname'), cell('benutzername')),
  },
  {
    columns: ['name', 'status', 'starttype'],
    read: (cell) => {
      const runs = RUNS.test(cell('status'));
      if (!runs && !STARTS.test(cell('starttype'))) return null;
      return { program: cell('name'), presence: runs ? 'running' : 'starts' };
    },
  },
  {
    columns: ['name', 'version', 'providername'],
    read: (cell) => ({
      program: cell('name'),
      version: cell('version'),
      path: cell('source'),
      presence: 'installed',
    }),
  },
];

export const tableOf = (columns: readonly string[]): WindowsTable | undefined =>
  WINDOWS_TABLES.find((table) => table.columns.every((column) => columns.includes(column)));

/** The machine, where the row names it. */
export const machineOf = (cell: (name: string) => string): string =>
  [cell('pscomputername'), cell('machinename'), cell('computername')].find(
    (name) => name !== '' && name !== '.' && name !== 'localhost',
  ) ?? '';

const task = (program: string, user: string): Seen => ({
  program,
  user: user === 'N/A' || user === 'Nicht zutreffend' ? undefined : user,
  presence: 'running',
});

/** The name that a program was built under, where the row holds it. */
const originalOr = (name: string, cell: (name: string) => string): string =>
  cell('originalfilename') || name;
