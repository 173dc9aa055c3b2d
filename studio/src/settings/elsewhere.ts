/**
 * What Studio would ask of its maker, answered here and without a request.
 *
 * It looks for a newer version of itself, whether Sanity takes feedback, and for a manifest that its hosted Canvas would read. The
 * first two are forbidden by the policy of `server/`, the third is in no build of ours, and each would be an error in the console of an
 * editor for whom all is well. The answers are those of a maker who has nothing to say; Studio then offers none of the three.
 */
type Fetch = typeof fetch

interface Elsewhere {
  address: RegExp
  answer: () => Response
}

const nothingThere = () => new Response(null, {status: 404})

const elsewhere: Elsewhere[] = [
  // `{latest, packageVersion, deprecated}` of what could be updated to. Nothing is: the version is that of the build.
  {address: /^https:\/\/sanity-cdn\.com\/v1\/modules\//, answer: () => Response.json({})},
  {address: /^https:\/\/api\.sanity\.io\/vX\/intake\//, answer: nothingThere},
  {address: /\/static\/create-manifest\.json$/, answer: nothingThere},
]

/** A `fetch` that answers these questions itself and sends every other. */
export const stayingHere =
  (send: Fetch): Fetch =>
  (input, init) => {
    const address = input instanceof Request ? input.url : String(input)
    const known = elsewhere.find((one) => one.address.test(address))
    return known ? Promise.resolve(known.answer()) : send(input, init)
  }
