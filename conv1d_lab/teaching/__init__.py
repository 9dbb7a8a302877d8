"""What a teacher takes into the room, made of the exercises, predictions and the inventory."""
