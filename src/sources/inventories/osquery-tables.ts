// Rows of osquery's tables → programs. Queries are named and joined by whoever writes them, so that what a row is of shows
// in its columns (schema of osquery 5, https://osquery.io/schema).
import type { Draft } from '../text/draft.ts';
import { baseName, isScript, programOfArguments } from './command-line.ts';
import { isLoopback } from './sockets.ts';

/** A column's text, empty where there is none. */
export type Column = (name: string) => string;

export type Seen = Omit<Draft, 'at' | 'device'>;

interface Table {
  readonly name: string;
  /** Columns that only this table has together. */
  readonly columns: readonly string[];
  /** Null for rows of which nothing is kept. */
  read(column: Column): Seen | null;
}

const program = (seen: Omit<Seen, 'kind'>): Seen => ({ kind: 'program', ...seen });

const installed = (column: Column, version = 'version'): Seen =>
  program({
    program: column('name'),
    version: column(version),
    path: column('path') || column('install_location'),
    presence: 'installed',
  });

/** A person is told by name where the query joined it, else by number. */
const userOf = (column: Column): string | undefined =>
  column('username') || (/^\d{1,10}$/.test(column('uid')) ? `uid ${column('uid')}` : undefined);

/** The name that osquery cuts at 15 characters on Linux, or what the interpreter runs. */
const processName = (column: Column): string => {
  const words = column('cmdline').split(/\s+/).filter(Boolean);
  const path = column('path');
  return programOfArguments(words.length > 0 ? words : [path || column('name')]) ?? column('name');
};

export const OSQUERY_TABLES: readonly Table[] = [
  {
    name: 'listening_ports',
    columns: ['port', 'protocol', 'address'],
    read: (column) => {
      const port = column('port');
      if (port === '0' || port === '') return null;
      const name = processName(column);
      if (isLoopback(column('address'))) return program({ program: name, presence: 'running' });
      return program({
        program: name,
        path: column('path'),
        ...{ sourcePort: port, transport: column('protocol'), user: userOf(column) },
        presence: 'listening',
      });
    },
  },
  {
    name: 'processes',
    columns: ['pid', 'name', 'path'],
    read: (column) =>
      column('path') === '' && column('cmdline') === ''
        ? null
        : program({
            program: processName(column),
            path: isScript(column('cmdline').split(/\s+/)) ? undefined : column('path'),
            user: userOf(column),
            presence: 'running',
          }),
  },
  {
    name: 'deb_packages',
    columns: ['name', 'version', 'revision', 'status'],
    // `install ok installed`; `deinstall ok config-files` is gone.
    read: (column) =>
      column('status') === '' || / installed$/.test(column('status')) ? installed(column) : null,
  },
  {
    name: 'rpm_packages',
    columns: ['name', 'version', 'release', 'arch'],
    read: (column) => installed(column),
  },
  {
    name: 'programs',
    columns: ['name', 'version', 'install_location'],
    read: (column) => installed(column),
  },
  {
    name: 'programs',
    columns: ['name', 'version', 'publisher'],
    read: (column) => installed(column),
  },
  {
    name: 'apps',
    columns: ['name', 'path', 'bundle_short_version'],
    read: (column) => installed(column, 'bundle_short_version'),
  },
  {
    name: 'services',
    columns: ['name', 'status', 'start_type'],
    read: (column) => {
      const runs = column('status') === 'RUNNING';
      if (!runs && !/AUTO_START/.test(column('start_type'))) return null;
      const path = column('path');
      return program({ program: column('name'), path, presence: runs ? 'running' : 'starts' });
    },
  },
  {
    name: 'systemd_units',
    columns: ['id', 'active_state', 'sub_state'],
    read: (column) => {
      const unit = /^([\w:@.\\-]+?)(?:@[^.]*)?\.service$/.exec(column('id'))?.[1];
      const runs = column('sub_state') === 'running';
      if (unit === undefined || !(runs || column('unit_file_state') === 'enabled')) return null;
      return program({ program: unit, presence: runs ? 'running' : 'starts' });
    },
  },
  {
    name: 'startup_items',
    columns: ['name', 'path', 'source'],
    read: (column) =>
      program({
        program: baseName(column('path')) || column('name'),
        path: column('path'),
        user: column('username'),
        presence: 'starts',
      }),
  },
  {
    name: 'chrome_extensions',
    columns: ['identifier', 'browser_type', 'version'],
    read: (column) => ({ ...installed(column), user: userOf(column) }),
  },
  {
    name: 'firefox_addons',
    columns: ['identifier', 'creator', 'version'],
    read: (column) => ({ ...installed(column), user: userOf(column) }),
  },
  {
    name: 'windows_firewall_rules',
    columns: ['name', 'app_name', 'action', 'direction'],
    read: (column) => {
      const path = column('app_name');
      const lets = /^allow$/i.test(column('action')) && /^in/i.test(column('direction'));
      if (!lets || column('enabled') === '0' || !/[\\/]/.test(path)) return null;
      return program({ program: baseName(path), path, presence: 'let-in' });
    },
  },
  {
    name: 'interface_addresses',
    columns: ['interface', 'address', 'mask'],
    read: (column) =>
      isLoopback(column('address'))
        ? null
        : { kind: 'assignment', event: 'seen', source: column('address'), mac: column('mac') },
  },
  {
    name: 'homebrew_packages',
    columns: ['name', 'path', 'version'],
    read: (column) => installed(column),
  },
  {
    name: 'file',
    columns: ['path', 'filename'],
    read: (column) =>
      column('type') !== '' && column('type') !== 'regular'
        ? null
        : program({
            // What the file says it is outweighs what it is called: portable clients are renamed.
            program: column('original_filename') || column('filename') || baseName(column('path')),
            version: column('product_version') || column('file_version'),
            path: column('path'),
            user: userOf(column),
            presence: 'present',
          }),
  },
];

export const tableOf = (columns: readonly string[]): Table | undefined =>
  OSQUERY_TABLES.find((table) => table.columns.every((column) => columns.includes(column)));
