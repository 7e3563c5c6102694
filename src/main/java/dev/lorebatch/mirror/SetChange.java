package dev.lorebatch.mirror;

/**
 * What replacing a set of child rows did.
 *
 * @param rows how many rows the set has now
 */
public record SetChange(int rows, int inserted, int updated, int deleted) {

	static final SetChange NONE = new SetChange(0, 0, 0, 0);

	SetChange plus(Change change) {
		return new SetChange(this.rows + 1, this.inserted + ((change == Change.INSERTED) ? 1 : 0),
				this.updated + ((change == Change.UPDATED) ? 1 : 0), this.deleted);
	}

	SetChange plusDeleted(int count) {
		return new SetChange(this.rows, this.inserted, this.updated, this.deleted + count);
	}

	public boolean isWrite() {
		return this.inserted + this.updated + this.deleted > 0;
	}

}
