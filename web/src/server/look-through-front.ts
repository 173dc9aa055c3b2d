/** A page as a reader gets it: over the wire, by way of everything that stands before it. */
export async function lookThroughFront(
  port: number,
  address: string,
): Promise<{status: number; revision: string}> {
  const answer = await fetch(`http://127.0.0.1:${port}${address}`, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
  })
  return {status: answer.status, revision: answer.headers.get('x-content-revision') ?? ''}
}
