/** Which encoding to answer in: the best that the caller accepts and the file gains from. */
import type {Encoding} from './files.ts'

export function chooseEncoding(accepted: string | undefined): Encoding {
  const offers = (accepted ?? '').toLowerCase().split(',').map(readOffer)
  const accepts = (name: string) => offers.some((offer) => offer.name === name && offer.quality > 0)
  if (accepts('br')) return 'br'
  return accepts('gzip') ? 'gzip' : 'identity'
}

function readOffer(offer: string) {
  const [name = '', ...parameters] = offer.split(';').map((part) => part.trim())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return {name, quality: quality === undefined ? 1 : Number(quality) || 0}
}
