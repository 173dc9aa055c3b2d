/** Ask until there is a 200, every few milliseconds. */
import {request} from 'node:http'
import {setTimeout as wait} from 'node:timers/promises'

export async function firstAnswer(url: string, patience = 30_000): Promise<void> {
  const end = Date.now() + patience
  while ((await statusOf(url)) !== 200) {
    if (Date.now() > end) throw new Error(`${url} did not answer 200 within ${patience} ms.`)
    await wait(2)
  }
}

const statusOf = (url: string) =>
  new Promise<number | undefined>((resolve) => {
    const asking = request(url, {agent: false}, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode))
    })
    asking.once('error', () => resolve(undefined))
    asking.end()
  })
