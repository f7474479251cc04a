// A command line → the program that a person would name: what an interpreter runs, not the interpreter.
//
//   /usr/bin/python3 /usr/bin/deluged -d     deluged
//   java -Xmx1g -jar /opt/frostwire.jar      frostwire.jar
//   /usr/sbin/sshd -D                        sshd
//   [kworker/0:1]                            nothing: a thread of the kernel

/** `null` for threads of the kernel, and where nothing is named. */
export const programOf = (commandLine: string): string | null => {
  const words = commandLine.slice(0, CHARS_MAX).trim().split(/\s+/);
  const first = words[0] ?? '';
  if (first === '' || first.startsWith('[')) return null;
  return INTERPRETERS.test(baseName(first)) ? (script(words) ?? baseName(first)) : baseName(first);
};

/** The same where the arguments are known apart (cmdline of proc(5)). */
export const programOfArguments = (words: readonly string[]): string | null => {
  const first = words[0] ?? '';
  if (first === '') return null;
  return INTERPRETERS.test(baseName(first)) ? (script(words) ?? baseName(first)) : baseName(first);
};

/** True when the program is what an interpreter runs: the path of the process is then the interpreter's. */
export const isScript = (words: readonly string[]): boolean =>
  INTERPRETERS.test(baseName(words[0] ?? '')) && script(words) !== null;

/** The first word that is no option. */
const script = (words: readonly string[]): string | null => {
  const jar = words.indexOf('-jar');
  const found = jar > 0 ? words[jar + 1] : words.slice(1).find((word) => !word.startsWith('-'));
  return found === undefined || words.includes('-c') ? null : baseName(found);
};

export const baseName = (path: string): string => {
  const name = path.replace(/^"|"$/g, '').replace(/^.*[\\/](?=.)/, '');
  // A login shell is named with a dash before it, a service with a colon behind it.
  return name.replace(/^-(?=\w)/, '').replace(/:$/, '');
};

const CHARS_MAX = 4096;
const INTERPRETERS =
  /^(?:python[\d.]*|perl[\d.]*|ruby[\d.]*|node|nodejs|java|javaw|mono|mono-sgen|wine(?:64)?(?:-preloader)?|bash|sh|dash|env|xvfb-run)(?:\.exe)?$/i;
