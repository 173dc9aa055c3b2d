/**
 * How far in the log of marks a restart may begin: the last place up to which all that was heard is on disk, too.
 *
 * Marks are heard in order and need not be on disk in order. One that could not be written holds this up for good: what comes later must not
 * pass it, or a restart would begin behind it. Only a new beginning, where nothing at hand is believed, goes on.
 */
export interface Place {
  epoch: string
  position: number
  /** What stands there, by which Redis is known again. */
  nonce: string
}

interface Heard {
  place: Place
  isOnDisk: boolean
}

export class DurablePlace {
  readonly #moved: () => void
  #place: Place = {epoch: '', position: 0, nonce: ''}
  /** What was heard after that, in order. */
  #heard: Heard[] = []
  #isHeldUp = false

  /** `moved` is called whenever there is another place to keep. */
  constructor(moved: () => void) {
    this.#moved = moved
  }

  get place(): Place {
    return this.#place
  }

  /** An earlier process kept it. */
  found(place: Place): void {
    this.#place = place
  }

  /** The next mark was heard. `work` settles when it cannot be lost; without it, it cannot be lost now. */
  reached(place: Place, work?: Promise<unknown>): void {
    if (this.#isHeldUp) return void work?.catch(() => undefined) // it changes nothing any more
    const one: Heard = {place, isOnDisk: !work}
    this.#heard.push(one)
    work?.then(
      () => {
        one.isOnDisk = true
        this.#move()
      },
      () => this.#holdUp(one),
    )
    this.#move()
  }

  /** Marks were missed. `work` settles when a restart knows that nothing from before can be believed. */
  beganAnew(place: Place, work: Promise<unknown>): void {
    this.#heard = []
    this.#isHeldUp = false
    this.reached(place, work)
  }

  #holdUp(one: Heard): void {
    const at = this.#heard.indexOf(one)
    if (at === -1) return // of an epoch that is over
    this.#heard.length = at
    this.#isHeldUp = true
  }

  #move(): void {
    let last: Place | undefined
    while (this.#heard[0]?.isOnDisk) last = this.#heard.shift()?.place
    if (!last) return
    this.#place = last
    this.#moved()
  }
}
