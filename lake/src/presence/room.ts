/**
 * Who is where: relays what each editor's Studio announces to the other Studios on the same dataset.
 *
 * Nothing is stored. Studio asks for a roll call when it joins, and everybody answers with where they are.
 */
export interface PresenceEvent {
  type: 'rollCall' | 'state' | 'disconnect'
  /** User id. */
  i: string
  [detail: string]: unknown
}

export interface Participant {
  /** Pass an event on to every subscription of this participant. */
  tell(event: PresenceEvent): void
}

export interface Room {
  join(participant: Participant): void
  leave(participant: Participant): void
  /** Tell everybody but the speaker. */
  say(speaker: Participant, event: PresenceEvent): void
}

export function createRooms(): (dataset: string) => Room {
  const rooms = new Map<string, Set<Participant>>()
  return (dataset) => ({
    join(participant) {
      const room = rooms.get(dataset) ?? new Set()
      rooms.set(dataset, room.add(participant))
    },
    leave(participant) {
      const room = rooms.get(dataset)
      room?.delete(participant)
      if (room?.size === 0) rooms.delete(dataset)
    },
    say(speaker, event) {
      for (const participant of rooms.get(dataset) ?? []) {
        if (participant !== speaker) participant.tell(event)
      }
    },
  })
}
