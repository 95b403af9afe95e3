// Where names stand beside the circles of the chart so that none covers another: to the right, else to the left, else
// below or above, else not at all (the table and the pointer tell it). The first asked for has the first choice.

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const apart = (a: Box, b: Box) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

export class Labels {
  private taken: Box[] = [];

  clear(): void {
    this.taken = [];
  }

  // The left end and the baseline of a text of that width and height beside a circle; null: there is no room.
  place(x: number, y: number, radius: number, width: number, height: number): { x: number; y: number } | null {
    const gap = 3;
    const middle = y + height / 3;
    const sides = [
      { x: x + radius + gap, y: middle },
      { x: x - radius - gap - width, y: middle },
      { x: x - width / 2, y: y + radius + gap + height },
      { x: x - width / 2, y: y - radius - gap },
    ];
    for (const at of sides) {
      const box = { left: at.x, top: at.y - height, right: at.x + width, bottom: at.y + height / 4 };
      if (!this.taken.every((other) => apart(box, other))) continue;
      this.taken.push(box);
      return at;
    }
    return null;
  }
}
