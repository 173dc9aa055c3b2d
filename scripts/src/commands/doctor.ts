import {commandLine} from '../command-line.ts'
import {lakeOptions} from '../config.ts'
import {OperatorError} from '../errors.ts'
import type {ConnectedLake} from '../operator.ts'
import {webhookName} from '../start/webhook.ts'
import {readArguments} from './arguments.ts'
import {usageOf} from './command.ts'
import type {Command} from './command.ts'
import {addWebhook, allWebhooks, describeDelivery, lastDeliveries} from './webhooks.ts'

interface Finding {
  ok: boolean
  what: string
  remedy?: string
}

/** `pnpm content doctor`: is everything up, and do the parts hear each other? Exit code 1 when not. */
export const doctor: Command = {
  verb: 'doctor',
  usage: '',
  about: 'is everything up, and do the parts hear each other?',
  options: lakeOptions,
  async run(args, operator) {
    const {values} = readArguments(args, usageOf(doctor), lakeOptions, 0)
    const lake = await operator.lake(values)
    const findings = [
      checkNode(),
      await checkLake(lake),
      ...(lake.running
        ? [
            await checkPage('The site', lake.running.site),
            await checkPage('The Studio', lake.running.studio),
            ...(await checkReady(lake.running.siteAdmin)),
          ]
        : []),
      ...(await checkWebhook(lake).catch(notAsked)),
    ]
    for (const {ok, what, remedy} of findings) {
      operator.print(`${ok ? '✓' : '✗'} ${what}${remedy ? `\n  ${remedy}` : ''}`)
    }
    const wrong = findings.filter(({ok}) => !ok).length
    if (wrong > 0) {
      throw new OperatorError(
        wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`,
        'What to do stands below each line with a ✗.',
      )
    }
  },
}

function checkNode(): Finding {
  const {node} = process.versions
  const ok = Number(node.split('.')[0]) >= 24
  return {
    ok,
    what: `Node ${node}`,
    ...(ok ? {} : {remedy: 'Run "npm start" once: it brings Node 24.'}),
  }
}

async function checkLake({documents, address, running}: ConnectedLake): Promise<Finding> {
  const started = performance.now()
  const counting = '{"articles": count(*[_type == "article"]), "all": count(*)}'
  try {
    const {articles, all} = await documents.fetch<{articles: number; all: number}>(counting)
    const time = Math.round(performance.now() - started)
    return {
      ok: true,
      what: `The Content Lake answers at ${address.origin} (${time} ms): ${all} documents; articles and their drafts: ${articles}`,
    }
  } catch (error) {
    return {
      ok: false,
      what: `The Content Lake at ${address.origin} does not answer a query: ${wordsOf(error)}`,
      remedy: running
        ? 'Read logs/lake.log in the data directory, then end Masthead and start it again.'
        : 'See that it runs there, and that --project, --dataset and the token are those of its own.',
    }
  }
}

async function checkPage(title: string, url: string): Promise<Finding> {
  const remedy = 'Read its log in the data directory (logs/), then end Masthead and start it again.'
  try {
    const response = await fetch(url, {signal: AbortSignal.timeout(20_000)})
    await response.body?.cancel()
    const what = `${title} answers at ${url} (status ${response.status})`
    return response.ok ? {ok: true, what} : {ok: false, what, remedy}
  } catch (error) {
    return {ok: false, what: `${title} does not answer at ${url}: ${wordsOf(error)}`, remedy}
  }
}

/** What the site says of itself: one line when all is well, else one for each thing that is not. */
async function checkReady(admin: string): Promise<Finding[]> {
  try {
    const response = await fetch(`${admin}/readyz`, {signal: AbortSignal.timeout(10_000)})
    const {checks} = (await response.json()) as {
      checks: Record<string, {ok: boolean; detail: string}>
    }
    const all = Object.entries(checks)
    const wrong = all.filter(([, {ok}]) => !ok)
    if (wrong.length === 0) {
      const details = all.map(([name, {detail}]) => `${name} ${detail}`).join('; ')
      return [{ok: true, what: `The site is ready: ${details}`}]
    }
    return wrong.map(([name, {detail}]) => ({
      ok: false,
      what: `The site says of ${name}: ${detail}`,
      remedy:
        'docs/operating.md says under “Watching it” what that means. Its log is logs/site.log.',
    }))
  } catch (error) {
    return [
      {
        ok: false,
        what: `The site does not say how it is at ${admin}: ${wordsOf(error)}`,
        remedy: 'Read its log in the data directory (logs/), then start Masthead again.',
      },
    ]
  }
}

async function checkWebhook(lake: ConnectedLake): Promise<Finding[]> {
  const hook = (await allWebhooks(lake)).find(({name}) => name === webhookName)
  if (!hook || hook.isDisabledByUser) {
    return [
      {
        ok: false,
        what: hook ? 'The webhook is switched off' : 'No webhook tells the site of changes',
        remedy: lake.running
          ? 'End Masthead and start it again: every start registers it.'
          : `Register it: ${commandLine} ${usageOf(addWebhook)}.`,
      },
    ]
  }
  const expected = lake.running ? `${lake.running.site}/api/revalidate` : hook.url
  const findings: Finding[] = [
    {
      ok: hook.url === expected,
      what: `The webhook tells ${hook.url} of changes`,
      ...(hook.url === expected
        ? {}
        : {remedy: 'The site is elsewhere now: start Masthead again.'}),
    },
  ]
  const [last] = await lastDeliveries(lake, hook, 1)
  if (last) {
    const ok = last.status !== 'failed'
    findings.push({
      ok,
      what: `Last delivery: ${describeDelivery(last)}`,
      ...(ok ? {} : {remedy: `See "${commandLine} webhooks list" and logs/site.log.`}),
    })
  }
  return findings
}

function notAsked(error: unknown): Finding[] {
  if (!(error instanceof OperatorError)) throw error
  return [{ok: false, what: error.message, remedy: error.remedy}]
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
