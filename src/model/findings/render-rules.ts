/** The chapters of `docs/findings.md` that come from the table of rules. Pure. */
import { families } from './rules.ts';
import type { Rule } from './rule.ts';

/** Markdown: a list of all rules, then each rule with its details. */
export function renderRules(): string {
  const list = families.flatMap((family) =>
    family.rules.map(({ id, severity, title }) => `| [\`${id}\`](#${id}) | ${severity} | ${title} |`),
  );
  const head = ['| Rule | Severity | Title |', '| --- | --- | --- |'];
  const chapters = families.map(({ title, rules }) => [`## ${title}`, ...rules.map(renderRule)].join('\n\n'));
  return [[...head, ...list].join('\n'), ...chapters].join('\n\n');
}

function renderRule(rule: Rule): string {
  const {
    id,
    severity,
    milder,
    title,
    judges,
    why,
    advice,
    limits = [],
    foldsInto = [],
    isPast,
    becomes = [],
  } = rule;
  const reads = rule.reads ?? rule.needs.join(', ');
  const facts = [
    `**Severity:** ${severity}${milder ? `; ${milder}` : ''}`,
    ...limits.map((limit) => `**Limit:** ${limit}`),
    ...(foldsInto.length > 0
      ? [`**Told with:** ${foldsInto.map((cause) => `[\`${cause}\`](#${cause})`).join(', ')}`]
      : []),
    ...(isPast ? ['**Told once:** as advice, it tells the past; that it ends resolves nothing.'] : []),
    ...(becomes.length > 0
      ? [`**Goes on as:** ${becomes.map((next) => `[\`${next}\`](#${next})`).join(', ')}`]
      : []),
    ...(reads === '' ? [] : [`**Reads:** ${reads}`]),
  ];
  return [
    `### ${id}`,
    `**${title}.** ${judges}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    `**Why it matters.** ${why}`,
    `**What to do.** ${advice}`,
  ].join('\n\n');
}
