/** The whole look, in the order in which later rules win. The colours of the firm follow (`theme/stylesheet.ts`). */
import fonts from './fonts.pcss'
import tokens from './tokens.pcss'
import base from './base.pcss'
import masthead from './masthead.pcss'
import search from './search.pcss'
import front from './front.pcss'
import opening from './opening.pcss'
import article from './article.pcss'
import prose from './prose.pcss'
import after from './after.pcss'
import pieces from './pieces.pcss'
import rows from './rows.pcss'
import topics from './topics.pcss'
import foot from './foot.pcss'
import media from './media.pcss'
import print from './print.pcss'

export default [
  fonts,
  tokens,
  base,
  masthead,
  search,
  front,
  opening,
  article,
  prose,
  after,
  pieces,
  rows,
  topics,
  foot,
  media,
  print,
].join('\n')
