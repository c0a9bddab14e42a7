"""What a session works with: worlds that can be stepped and rewound, their story, their map."""
