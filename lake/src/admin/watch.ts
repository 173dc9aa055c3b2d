/**
 * What the lake counts of its own work, as Prometheus reads it: requests by operation and status, commits, and what webhooks still owe.
 *
 * Put around a lake from outside: neither routes nor store know of it.
 */
import {monitorEventLoopDelay} from 'node:perf_hooks'
import type {Lake} from '../index.ts'

export interface Watched {
  lake: Lake
  /** All metrics, in Prometheus' text format. */
  text(): string
  close(): void
}

/** The second word of `/v…/data/<operation>/…`, and the first of everything else, as far as the lake knows it. */
const operations =
  /^\/v[^/]+\/(?:data\/(query|mutate|actions|doc|listen|live|history|export)|(assets|users|projects|hooks|auth|datasets))(?:\/|$)/
const files = /^\/(images|files)\//

export function watchLake(lake: Lake): Watched {
  const requests = new Map<string, number>()
  const seconds = new Map<string, {sum: number; count: number}>()
  const underWay = new Map<string, number>()
  const lag = monitorEventLoopDelay({resolution: 10})
  lag.enable()

  const fetch = async (request: Request): Promise<Response> => {
    const operation = operationOf(new URL(request.url).pathname)
    const began = performance.now()
    add(underWay, labels({operation}), 1)
    try {
      const response = await lake.fetch(request)
      add(requests, labels({operation, status: String(response.status)}), 1)
      return response
    } finally {
      add(underWay, labels({operation}), -1)
      const taken = seconds.get(operation) ?? {sum: 0, count: 0}
      taken.sum += (performance.now() - began) / 1000
      taken.count++
      seconds.set(operation, taken)
    }
  }

  const text = () => {
    const {hooks} = lake.registry
    const owed = hooks.list().map(({id, name}): [string, number] => {
      const due = hooks.nextDue(id)
      return [labels({hook: name, id}), due === null ? 0 : Math.max(0, Date.now() - due) / 1000]
    })
    const commits = lake.datasets
      .names()
      .map((dataset): [string, number] => [labels({dataset}), lake.datasets.get(dataset).lastSeq])
    const taken = [...seconds].flatMap(([operation, {sum, count}]): [string, number][] => [
      [`_sum${labels({operation})}`, sum],
      [`_count${labels({operation})}`, count],
    ])
    const late = Math.max(0, lag.percentile(99) / 1e9 - 0.01)
    lag.reset()
    const cpu = process.cpuUsage()
    return [
      metric(
        'masthead_lake_requests_total',
        'counter',
        'Requests, by operation and status.',
        requests,
      ),
      metric('masthead_lake_request_seconds', 'summary', 'Until the answer began.', taken),
      metric(
        'masthead_lake_requests_under_way',
        'gauge',
        'Requests whose answer has not begun.',
        underWay,
      ),
      metric(
        'masthead_lake_commits_total',
        'counter',
        'Transactions that the dataset has ever had.',
        commits,
      ),
      metric(
        'masthead_lake_webhook_overdue_seconds',
        'gauge',
        'How long the next delivery has been due.',
        owed,
      ),
      metric(
        'nodejs_eventloop_lag_seconds',
        'gauge',
        'How late the event loop was since the last look.',
        [[labels({quantile: '0.99'}), Number.isFinite(late) ? late : 0]],
      ),
      metric('process_resident_memory_bytes', 'gauge', 'Memory that the process takes.', [
        ['', process.memoryUsage.rss()],
      ]),
      metric('process_cpu_seconds_total', 'counter', 'Time on a processor.', [
        ['', (cpu.user + cpu.system) / 1e6],
      ]),
    ].join('')
  }

  return {
    lake: {...lake, fetch},
    text,
    close() {
      lag.disable()
    },
  }
}

function operationOf(path: string): string {
  const [, inData, elsewhere] = operations.exec(path) ?? []
  return inData ?? elsewhere ?? files.exec(path)?.[1] ?? 'other'
}

const add = (counts: Map<string, number>, key: string, amount: number) =>
  void counts.set(key, (counts.get(key) ?? 0) + amount)

const labels = (pairs: Record<string, string>): string => {
  const written = Object.entries(pairs).map(([name, value]) => `${name}="${escaped(value)}"`)
  return `{${written.join(',')}}`
}

/** Prometheus knows these three escapes, and refuses everything when it meets another. */
const escaped = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

function metric(
  name: string,
  type: string,
  help: string,
  values: Iterable<[string, number]>,
): string {
  const lines = [...values].map(([suffix, value]) => `${name}${suffix} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}
