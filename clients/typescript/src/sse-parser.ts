/** Parses `text/event-stream` bytes into events. Pure: bytes in, events out, an unfinished line kept for the next chunk. */
export interface ServerEvent {
  id: string | null;
  event: string;
  data: string;
}

/** A longer line is not from our server: the connection is dropped before it fills the memory. */
const LINE_LENGTH_MAX = 1 << 20;

export class SseParser {
  private readonly decoder = new TextDecoder();
  private rest = '';
  private event = '';
  private id: string | null = null;
  private data: string[] = [];

  /** The events that these bytes complete. */
  push(bytes: Uint8Array): ServerEvent[] {
    const text = this.rest + this.decoder.decode(bytes, { stream: true });
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    if (this.rest.length > LINE_LENGTH_MAX)
      throw new RangeError('a line of the stream is too long');
    const events: ServerEvent[] = [];
    for (const line of lines) {
      const event = this.line(line);
      if (event) events.push(event);
    }
    return events;
  }

  private line(line: string): ServerEvent | null {
    if (line === '') return this.dispatch();
    if (line.startsWith(':')) return null;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') this.event = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    return null;
  }

  private dispatch(): ServerEvent | null {
    const { event, data, id } = this;
    this.event = '';
    this.data = [];
    this.id = null;
    return data.length === 0 ? null : { id, event: event || 'message', data: data.join('\n') };
  }
}
