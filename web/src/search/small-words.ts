/** Words that hold a sentence together and say nothing of what it is about: looked for only when a question has no others. */
import type {LanguageCode} from '../addresses.ts'

const listed = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** Without accents, as they are compared. */
export const smallWords: Record<LanguageCode, ReadonlySet<string>> = {
  en: listed(`
    about after all am an and any are as at be because been before being between both but by can could did do does doing
    down during each few for from further had has have having he her here hers him his how if in into is it its itself just me
    more most my no nor not of off on once only or other our ours out over own same she should so some such than that the their
    theirs them then there these they this those through to too under until up very was we were what when where which
    while who whom why will with would you your yours ll re ve don isn doesn didn`),
  fr: listed(`
    ai au aux avec ce ceci cela ces cet cette ceux comme comment dans de des dont du elle elles en entre es est et etait ete
    etes etre eu eux fait il ils je la le les leur leurs lui ma mais me meme mes moi mon ne nos notre nous on ont ou par pas plus
    pour pourquoi qu quand que quel quelle quelles quels qui quoi sa sans se ses si son sont sur ta te tes toi ton tres tu
    un une vers vos votre vous`),
}
