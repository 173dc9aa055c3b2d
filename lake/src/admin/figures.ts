/** What a lake has to say of its own state, as metrics: query threads, writes, streams, webhooks. */
import type {Figures} from '../dataset.ts'
import type {Lake} from '../index.ts'
import {labels, metric, type Sample} from './prometheus.ts'

export function lakeMetrics(lake: Lake): string[] {
  const {datasets, registry} = lake
  const all = datasets.names().map((name) => ({name, dataset: datasets.get(name)}))
  const figures = all.map(({name, dataset}) => ({name, of: dataset.figures()}))
  const each = (value: (of: Figures) => number) =>
    figures.map(({name, of}): Sample => [labels({dataset: name}), value(of)])
  const split = (label: string, values: (of: Figures) => Record<string, number>) =>
    figures.flatMap(({name, of}) =>
      Object.entries(values(of)).map(([key, value]): Sample => [
        labels({dataset: name, [label]: key}),
        value,
      ]),
    )
  const hooks = registry.hooks.list().map(({id, name}) => {
    const due = registry.hooks.nextDue(id)
    return {
      id: labels({hook: name, id}),
      overdue: due === null ? 0 : Math.max(0, Date.now() - due) / 1000,
      waiting: registry.hooks.waiting(id),
    }
  })

  return [
    metric(
      'masthead_lake_commits_total',
      'counter',
      'Transactions that the dataset has ever had.',
      all.map(({name, dataset}): Sample => [labels({dataset: name}), dataset.lastSeq]),
    ),
    metric(
      'masthead_lake_write_seconds',
      'histogram',
      'From the request for a commit until it is on disk, its turn included.',
      figures.flatMap(({name, of}) => histogram(name, of.writes)),
    ),
    metric(
      'masthead_lake_writes_waiting',
      'gauge',
      'Commits that wait for their turn, and the one that has it.',
      each(({writes}) => writes.waiting),
    ),
    metric(
      'masthead_lake_queries_total',
      'counter',
      'Questions, by what answered them: a thread, none because they were small, an answer that was kept, another question that was under way.',
      split('by', ({queries: {asked, small, kept, joined}}) => ({
        thread: asked,
        small,
        kept,
        joined,
      })),
    ),
    metric(
      'masthead_lake_queries_failed_total',
      'counter',
      'Questions that were ended for their time or memory, or sent away because too many waited.',
      split('reason', ({queries: {timedOut, outOfMemory, refused}}) => ({
        time: timedOut,
        memory: outOfMemory,
        waiting: refused,
      })),
    ),
    metric(
      'masthead_lake_small_queries_given_up_total',
      'counter',
      'Small questions that were more than was thought, and went to a thread.',
      each(({queries}) => queries.tooMuch),
    ),
    metric(
      'masthead_lake_query_threads',
      'gauge',
      'Query threads, by what they do.',
      split('state', ({queries: {threads, busy}}) => ({busy, idle: threads - busy})),
    ),
    metric(
      'masthead_lake_queries_waiting',
      'gauge',
      'Questions that wait for a thread: for any, or as heavy ones for their turn.',
      split('as', ({queries: {waiting, patient}}) => ({light: waiting - patient, heavy: patient})),
    ),
    metric(
      'masthead_lake_kept_answers_bytes',
      'gauge',
      'Answers that are kept until a commit may have changed them.',
      each(({queries}) => queries.keptBytes),
    ),
    metric('masthead_lake_streams_open', 'gauge', 'Event streams: listeners and live events.', [
      ['', lake.streams()],
    ]),
    metric('masthead_lake_presence_open', 'gauge', 'Presence connections of Studio.', [
      ['', lake.presence.count()],
    ]),
    metric(
      'masthead_lake_webhooks_waiting',
      'gauge',
      'Deliveries that are still to be made.',
      hooks.map(({id, waiting}): Sample => [id, waiting]),
    ),
    metric(
      'masthead_lake_webhook_overdue_seconds',
      'gauge',
      'How long the next delivery has been due.',
      hooks.map(({id, overdue}): Sample => [id, overdue]),
    ),
  ]
}

const histogram = (dataset: string, {upTo, count, sum}: Figures['writes']): Sample[] => [
  ...upTo.map(([le, below]): Sample => [`_bucket${labels({dataset, le: String(le)})}`, below]),
  [`_bucket${labels({dataset, le: '+Inf'})}`, count],
  [`_sum${labels({dataset})}`, sum],
  [`_count${labels({dataset})}`, count],
]
