"""Where telegrams come from: feeds that are asked, and systems that send by themselves."""
