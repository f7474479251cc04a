// ACNS, the Automated Copyright Notice System (http://www.acns.net, 1.2 and 2.0): one XML document a notice.
//
//   <Infringement xmlns="http://www.acns.net/ACNS">
//     <Case><ID>A100</ID><Status>Open</Status></Case>
//     <Complainant><Entity>Example Films</Entity>…</Complainant>
//     <Service_Provider><Entity>Example Net</Entity>…</Service_Provider>
//     <Source><TimeStamp>2026-11-22T05:33:00Z</TimeStamp><IP_Address>198.51.100.7</IP_Address><Port>51413</Port>
//       <Type>BitTorrent</Type><SubType BaseType="P2P" Protocol="BITTORRENT"/></Source>
//     <Content><Item><Title>…</Title><FileName>…</FileName><FileSize>…</FileSize><Hash Type="SHA1">…</Hash></Item></Content>
//   </Infringement>
//
// Element names of ACNS, and a source with an address, make it a notice. What looks alike: other XML, which has no
// `Infringement`. What it does not see: proof that the sender observed what it says, and signatures.
import { canonicalAddress } from '../../model/address.ts';
import { LIMITS } from '../../model/limits.ts';
import { contentIds } from './content-id.ts';
import { type Claim, type Notice, type NoticeContent, systemOf } from './notice.ts';
import { parseNoticeTime } from './notice-time.ts';
import { byteCount, portOf, said } from './notice-values.ts';
import { parseXml, type XmlElement } from './xml-tree.ts';

/** True when the text speaks of an ACNS document, readable or not. */
export const looksLikeAcns = (text: string): boolean =>
  /<(?:[A-Za-z]\w{0,30}:)?Infringement[\s/>]/.test(text);

/** The notice, or a sentence that says why there is none. */
export const parseAcns = (text: string): Notice | string => {
  const root = parseXml(text);
  if (typeof root === 'string') return root;
  if (root.name !== 'Infringement') return 'the XML is no ACNS notice';
  const sources = all(root, 'Source');
  const items = all(root, 'Content').flatMap((content) => all(content, 'Item'));
  if (sources.length === 0) return 'the ACNS notice names no source';
  if (sources.some(contradictsItself))
    return 'one source of the ACNS notice names several addresses, ports or times: which is meant is not known';
  const about = child(root, 'Case');
  return {
    form: 'acns',
    reference: said(textOf(about, 'ID')),
    status: said(textOf(about, 'Status')),
    complainant: said(textOf(child(root, 'Complainant'), 'Entity')),
    provider: said(textOf(child(root, 'Service_Provider'), 'Entity')),
    claims: sources.slice(0, LIMITS.noticeClaimsMax).map((source) => claimOf(source, items)),
    claimsDropped: Math.max(0, sources.length - LIMITS.noticeClaimsMax),
    doubts: [],
  };
};

const claimOf = (source: XmlElement, items: readonly XmlElement[]): Claim => {
  const subType = child(source, 'SubType');
  const words = [
    subType?.attributes['Protocol'],
    subType?.text,
    textOf(source, 'Type'),
    subType?.attributes['BaseType'],
  ].flatMap((word) => said(word) ?? []);
  const named = words.find((word) => systemOf(word) !== null) ?? words[0] ?? null;
  const system = systemOf(named);
  const timeText = said(textOf(source, 'TimeStamp') ?? firstOf(items, 'TimeStamp'));
  const time = timeText === null ? null : parseNoticeTime(timeText);
  const addressText = said(textOf(source, 'IP_Address'));
  return {
    timeText,
    at: time?.at ?? null,
    zoned: time?.zoned ?? false,
    addressText,
    address: addressText === null ? null : canonicalAddress(addressText),
    port: portOf(textOf(source, 'Port')),
    network: named,
    system,
    contents: items.slice(0, LIMITS.contentsMax).map((item): NoticeContent => {
      const hashes = all(item, 'Hash').slice(0, HASHES_MAX);
      return {
        ids: [...new Set(hashes.flatMap(({ text }) => contentIds(text, system)))],
        title: said(textOf(item, 'Title')),
        name: said(textOf(item, 'FileName')),
        size: byteCount(textOf(item, 'FileSize')),
      };
    }),
  };
};

const contradictsItself = (source: XmlElement): boolean =>
  ['IP_Address', 'Port', 'TimeStamp'].some(
    (name) => new Set(all(source, name).map(({ text }) => text.trim())).size > 1,
  );

/** Kinds of hashes that one file has. */
const HASHES_MAX = 8;

const all = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((one) => one.name === name);

const child = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((one) => one.name === name);

const textOf = (element: XmlElement | undefined, name: string): string | undefined => {
  const found = element && child(element, name);
  return found && found.text !== '' ? found.text : undefined;
};

const firstOf = (elements: readonly XmlElement[], name: string): string | undefined => {
  for (const element of elements) {
    const text = textOf(element, name);
    if (text !== undefined) return text;
  }
  return undefined;
};
