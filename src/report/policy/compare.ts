// Two policies compared by what they mean: rules that came, rules that went. An order of the file that changes nothing is no change.
import type { PolicySection, PolicyStatement } from './statements.ts';

export interface SectionChange {
  readonly title: string;
  readonly gone: readonly PolicyStatement[];
  readonly come: readonly PolicyStatement[];
}

export const comparePolicies = (
  before: readonly PolicySection[],
  after: readonly PolicySection[],
): readonly SectionChange[] => {
  const titles = [...new Set([...after, ...before].map(({ title }) => title))];
  const of = (sections: readonly PolicySection[], title: string) =>
    sections.find((section) => section.title === title)?.statements ?? [];
  return titles
    .map((title) => {
      const [old, now] = [of(before, title), of(after, title)];
      return { title, gone: without(old, now), come: without(now, old) };
    })
    .filter(({ gone, come }) => gone.length + come.length > 0);
};

const without = (some: readonly PolicyStatement[], others: readonly PolicyStatement[]) =>
  some.filter(({ text }) => !others.some((other) => other.text === text));
