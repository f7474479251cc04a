// Text as an adversary would write it into a file name, a nickname or a log line.
import fc from 'fast-check';

export const PAYLOADS: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><svg onload=alert(1)>',
  '</title><base href=//evil.example>',
  '<!-- --!> <![CDATA[ ]]> <?x ?>',
  '&lt;b&gt; &#60;i&#62; &amp',
  'javascript:alert(1)',
  '\u001b[31mred\u001b]0;title\u0007\u009b2J',
  '\u202Egpj.exe\u2066\u2069\u200b',
  'a\r\nb\tc\u0000d\u2028e\u2029f',
  `=HYPERLINK("http://evil.example","x")`,
  '+1-2@SUM(1)|cmd',
  '\ud800 lone \udc00',
  '\u{e0041}\u{e0042}tags',
  'z\u0301\u0302\u0303\u0304\u0305\u0306\u0307algo',
  "'; rm -rf / #`id`$(id)",
  '漢字仮名🙂👩‍👩‍👧 نام',
  `${'long '.repeat(200)}${'x'.repeat(2000)}`,
  '',
  '%s%n {0} $& $1',
];

const hostileText = fc.oneof(
  fc.constantFrom(...PAYLOADS),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...PAYLOADS), { maxLength: 3 }).map((parts) => parts.join('')),
);

/** As many as no count of fields is a multiple of, so that each field meets each text. */
export const hostileTexts = fc.array(hostileText, { minLength: 1, maxLength: 37 });

export const inTurn = (texts: readonly string[]): (() => string) => {
  let next = 0;
  return () => texts[next++ % texts.length]!;
};

/** Control, format, separator or lone surrogate characters: what may never reach a reader unseen. */
export const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
export const withoutJoiners = (text: string): string => text.replace(/[\u200c\u200d]/g, '');
