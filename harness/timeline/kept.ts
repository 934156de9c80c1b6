import type { CapacityResult, JournalRecord, RecordOf } from '../journal/records.ts';

/** Records that are kept unchanged, in the order of writing, or by when they were written. */
export class KeptRecords {
  readonly all = {
    capacity: { before: null, after: null } as Record<'before' | 'after', CapacityResult | null>,
    inventories: { before: null, after: null } as Record<'before' | 'after', RecordOf<'inventory'> | null>,
    names: { pod: new Map<number, string>(), node: new Map<number, string>() },
    lanes: [] as RecordOf<'lane'>[],
    laneEnds: [] as RecordOf<'lane-end'>[],
    waits: [] as RecordOf<'waited'>[],
    inFlight: [] as RecordOf<'in-flight'>[],
    evictions: [] as RecordOf<'eviction'>[],
    heldEvictions: [] as RecordOf<'eviction-held'>[],
    validations: [] as RecordOf<'validation'>[],
    events: [] as RecordOf<'event'>[],
    door: [] as RecordOf<'door'>[],
    facts: [] as RecordOf<'fact'>[],
    loadHost: [] as RecordOf<'load-host'>[],
    host: [] as RecordOf<'host'>[],
    writes: [] as RecordOf<'writes'>[],
    threads: [] as RecordOf<'thread'>[],
    errors: [] as RecordOf<'error'>[],
    warnings: [] as RecordOf<'warning'>[],
    rollCommands: [] as RecordOf<'roll-command'>[],
    rollLines: [] as RecordOf<'roll-line'>[],
    hooks: [] as RecordOf<'hook'>[],
  };

  /** Those of other types are left out. */
  add(record: JournalRecord): void {
    const { all } = this;
    if (record.type === 'capacity') all.capacity[record.when] = record.result;
    else if (record.type === 'inventory') all.inventories[record.when] = record;
    else if (record.type === 'name') all.names[record.of].set(record.id, record.name);
    else if (record.type === 'load-host') all.loadHost.push(record);
    else if (record.type === 'host') all.host.push(record);
    else if (record.type === 'thread') all.threads.push(record);
    else if (record.type === 'event') all.events.push(record);
    else if (record.type === 'door') all.door.push(record);
    else if (record.type === 'fact') all.facts.push(record);
    else if (record.type === 'lane') all.lanes.push(record);
    else if (record.type === 'lane-end') all.laneEnds.push(record);
    else if (record.type === 'waited') all.waits.push(record);
    else if (record.type === 'in-flight') all.inFlight.push(record);
    else if (record.type === 'eviction') all.evictions.push(record);
    else if (record.type === 'eviction-held') all.heldEvictions.push(record);
    else if (record.type === 'validation') all.validations.push(record);
    else if (record.type === 'writes') all.writes.push(record);
    else if (record.type === 'error') all.errors.push(record);
    else if (record.type === 'warning') all.warnings.push(record);
    else if (record.type === 'roll-command') all.rollCommands.push(record);
    else if (record.type === 'roll-line') all.rollLines.push(record);
    else if (record.type === 'hook') all.hooks.push(record);
  }
}
